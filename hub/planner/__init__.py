"""When to call whom: what a team has learnt, what is believed of each lead, and what to do next.

The only place where numpy and scipy are used. Pure: no database, no wall clock, no Lead."""

from hub.planner.belief import Belief, believe, predict
from hub.planner.explain import Explanation, Factor, explain
from hub.planner.learning import learn
from hub.planner.model import Model, from_json, prior, to_json
from hub.planner.options import Options
from hub.planner.packing import Placement, Wish, pack
from hub.planner.plan_hash import plan_hash
from hub.planner.posterior import History
from hub.planner.published import LRM, PublishedTable
from hub.planner.queue import Case, Pick, Queue, Rota, Where
from hub.planner.signs import Sign

__all__ = [
    "LRM",
    "Belief",
    "Case",
    "Explanation",
    "Factor",
    "History",
    "Model",
    "Options",
    "Pick",
    "Placement",
    "PublishedTable",
    "Queue",
    "Rota",
    "Sign",
    "Where",
    "Wish",
    "believe",
    "explain",
    "from_json",
    "learn",
    "pack",
    "plan_hash",
    "predict",
    "prior",
    "to_json",
]
