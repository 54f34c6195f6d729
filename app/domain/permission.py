"""Permission: may a person be reached on a channel, now or at a time to come? Consent, then
address, then hours and limits. Every way to a touch asks here."""

from app.domain import hours, limits, reach
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Where
from app.domain.playbook import Playbook
from app.domain.refusals import Refused
from app.domain.touch import Channel

SPOKEN = {"call": "call", "sms": "SMS", "email": "email"}


def may_use(lead: Lead, channel: Channel) -> Refused | None:
    """Why this channel may not be used on this lead at all, or None: consent, then address."""
    name = lead.person.name or "this person"
    said = lead.consent.get(channel, Consent())
    if said.state == "refused":
        why = f": {said.why}" if said.why else ""
        return Refused(code="no_consent", msg=f"No {SPOKEN[channel]} to {name}{why}.")
    if not reach.address(lead, channel):
        what = "email address" if channel == "email" else "number that can be dialled"
        return Refused(code="no_address", msg=f"{lead.person.name or 'They'} left no {what}.")
    return None


def may_touch(lead: Lead, channel: Channel, playbook: Playbook, now: Ms) -> Refused | None:
    """Why this channel may not be used on this lead at `now`, or None. Somebody who wrote within
    `answer_grace` is being answered, not called out of the blue, which the laws of `rules.py` leave
    out: hours and limits hold back everything later. Where nobody knows the time there, the card
    says so and the rep decides."""
    if (no := may_use(lead, channel)) is not None:
        return no
    if now - lead.asked() <= playbook.answer_grace * 1000:
        return None
    return closed(lead, channel, now, playbook)


def closed(
    lead: Lead, channel: Channel, at: Ms, playbook: Playbook, where: Where | None = None
) -> Refused | None:
    """Why `at` is no time for this channel, naming the next one that is; None when it is one, or
    when the time there is not known. `where` other than the lead's: see `hours.careful`."""
    place = where or lead.where
    if channel == "email" or not hours.zones(place):
        return None
    if not hours.legal(at, place, playbook.rules, channel):
        shut = hours.closed_words(at, place, playbook.rules, channel)
        return Refused(code="outside_hours", msg=shut)
    if (no := limits.words(lead, channel, at, playbook.rules)) == "":
        return None
    msg = f"{no[0].upper()}{no[1:]}"
    opening = next_allowed(lead, channel, at, playbook, place)
    if opening is not None:
        msg += f"; the next time is {hours.spoken(opening, hours.zones(place)[0])} there"
    return Refused(code="outside_hours", msg=f"{msg}.")


def next_allowed(
    lead: Lead, channel: Channel, after: Ms, playbook: Playbook, where: Where | None = None
) -> Ms | None:
    """The first instant not before `after` that hours and limits allow; None while the zone is not
    known, or when nothing opens."""
    if channel == "email":
        return after
    free = limits.free(lead, channel, after, playbook.rules)
    return hours.next_legal(free, where or lead.where, playbook.rules, channel)
