"""The planner with one lever off, through the benchmark's interface: what each lever is worth."""

from benchmarks.schedule.policy import Policy
from hub.planner import Options


def no_asking() -> Policy:
    """Deaf to good times stated on arrival."""
    return Policy(Options(asking=False))


def no_clues() -> Policy:
    """Deaf to clues heard in calls."""
    return Policy(Options(clues=False))


def no_lead_level() -> Policy:
    """Learns nothing from a lead's own calls."""
    return Policy(Options(lead_level=False))


def no_team_level() -> Policy:
    """Keeps to the published table for good."""
    return Policy(Options(team_level=False))


def no_look_ahead() -> Policy:
    """Calls whoever is likeliest now."""
    return Policy(Options(look_ahead=False))


LEVERS = {
    "asking": ("benchmarks.schedule.ablation:no_asking", ("asked",)),
    "clues": ("benchmarks.schedule.ablation:no_clues", ("table", "contrary")),
    "lead level": ("benchmarks.schedule.ablation:no_lead_level", ("table", "contrary")),
    "team level": ("benchmarks.schedule.ablation:no_team_level", ("table", "contrary")),
    "look-ahead": ("benchmarks.schedule.ablation:no_look_ahead", ("table", "contrary")),
}
"""Each lever's planner without it, and the worlds in which to see what it is worth."""
