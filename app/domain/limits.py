"""Limits: how often a person may be called, and how long not after a no, by every rule that may
bind them. Counted over the calls made so far; when the hours are open is `hours.py`."""

from collections.abc import Iterator

from app.domain import tries
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.rules import Limit, Rule, Rules, binding
from app.domain.touch import Channel

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


def free(lead: Lead, channel: Channel, after: Ms, rules: Rules) -> Ms:
    """The first instant not before `after` at which one more call keeps every limit. Messages are
    not counted and not held."""
    if channel != "call":
        return after
    return max([after, *(until for until, _ in _holds(lead, rules))])


def words(lead: Lead, channel: Channel, at: Ms, rules: Rules) -> str:
    """`Florida does not allow more than 3 calls in 24 hours`: what keeps a call at `at` from being
    made; empty when nothing does."""
    if channel != "call":
        return ""
    return (
        max(_holds(lead, rules), default=(0, ""))[1] if free(lead, channel, at, rules) > at else ""
    )


def _holds(lead: Lead, rules: Rules) -> Iterator[tuple[Ms, str]]:
    """Until when each limit that is reached holds the next call, and what it says."""
    made = sorted(touch.started for touch in tries.calls(lead))
    said_no = _refused(lead)
    for rule in binding(lead.where, rules):
        for limit in rule.limits:
            if len(made) >= limit.calls:
                until = made[-limit.calls] + limit.hours * HOUR_MS
                yield until, f"{_says(rule)} more than {_spoken(limit)}"
        if rule.cool_off and said_no is not None:
            until = said_no + rule.cool_off * DAY_MS
            yield until, f"{_says(rule)} a call within {rule.cool_off} days of a no"


def _refused(lead: Lead) -> Ms | None:
    """When they last said no to a call."""
    ends = (t.ended for t in tries.calls(lead) if t.disposition == "refused")
    return max((end for end in ends if end is not None), default=None)


def _says(rule: Rule) -> str:
    return f"{rule.name} does not allow" if rule.law else f"our rule for {rule.name} forbids"


def _spoken(limit: Limit) -> str:
    days, rest = divmod(limit.hours, 24)
    span = f"{days} days" if days > 1 and not rest else f"{limit.hours} hours"
    return f"{limit.calls} call{'s' if limit.calls > 1 else ''} in {span}"
