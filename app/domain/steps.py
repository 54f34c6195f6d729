"""Steps: where a lead stands in its cadence, and what the cadence has next for it. When that may
happen is `cadence.py`."""

from app.domain import reach, reasons, tries
from app.domain.lead import Lead
from app.domain.playbook import After, Playbook, Step
from app.domain.touch import Channel


def position(lead: Lead, playbook: Playbook, channel: Channel = "call") -> tuple[int, int]:
    """(which touch on `channel` the running or coming one is, of how many): a call counts calls.
    The answer is the first of all. A step left out by hand is none, and one less there will be."""
    ended = tries.ended(lead)
    made = sum(touch.channel == channel for touch in ended)
    done = len(ended) + lead.skips
    left = sum(step.channel == channel for step in steps(lead, playbook)[max(0, done - 1) :])
    return made + 1, max(made + 1, made + left + (not done))


def following(lead: Lead, after: After, playbook: Playbook) -> Step | None:
    """The step that follows the last ending; None when the cadence is over."""
    every, done = steps(lead, playbook), len(tries.ended(lead)) + lead.skips
    if after.then == "next" or after.then == "ask":
        return every[max(0, done - 1)] if done <= len(every) and every else None
    last = tries.last(lead)
    if last is None or done > len(every):
        return None
    why = f"again after {reasons.span(after.wait)}" if after.wait else "so once more"
    return Step(channel=last.channel, wait=after.wait, why=why)


def steps(lead: Lead, playbook: Playbook) -> tuple[Step, ...]:
    """The cadence of the lead's lane."""
    lane = playbook.lanes.get(lead.lane)
    plan = playbook.cadences.get(lane.cadence) if lane else None
    return plan.steps if plan else ()


def standard_over(lead: Lead, playbook: Playbook) -> bool:
    """Are the answer and the standard follow-ups behind us, made or left out?"""
    return len(tries.ended(lead)) + lead.skips >= playbook.planning.review_after


def calls_over(lead: Lead, playbook: Playbook) -> bool:
    """Was this person called as often as the playbook means to since they were last reached, or
    is the only number a stranger's?"""
    return tries.in_vain(lead) >= playbook.planning.attempts or reach.dead_number(lead)
