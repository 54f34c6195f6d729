"""The provisional next touch: what a desk without the hub shows for acts the hub has not answered.
The same rules, without the planner; the hub's answer takes its place."""

from collections.abc import Iterable

from msgspec.structs import replace

from app.domain import commands as c
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.policy import Policy
from app.domain.refusals import Refused
from app.domain.touch import NextTouch


def foreseen(lead: Lead, orders: Iterable[c.Order], playbook: Playbook, now: Ms) -> Lead:
    """The lead once `orders` are done, in their order, each at its own `at`; a next touch they
    bring about is marked provisional. Orders that would be refused are passed over."""
    policy, after = Policy(playbook=playbook, roster={}), lead
    for order in orders:
        made = decide(after, order, policy, now)
        for fact in made.kept if isinstance(made, Refused) else made:
            after = evolve(after, fact)
    ahead = after.next_touch
    if ahead is None or ahead == lead.next_touch:
        return after
    return replace(after, next_touch=replace(ahead, provisional=True))


def provisional(
    lead: Lead, orders: Iterable[c.Order], playbook: Playbook, now: Ms
) -> NextTouch | None:
    """The next touch of the lead so foreseen. None when they change nothing about it, or nothing is
    left to do."""
    ahead = foreseen(lead, orders, playbook, now).next_touch
    return ahead if ahead is not None and ahead != lead.next_touch else None
