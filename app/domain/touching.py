"""Touches: may one be made, one begins, the next is moved, a note. How one ends is `ending.py`."""

from app.domain import cadence, fences, hours, reach, timing
from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.playbook import Playbook
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel, NextTouch

A_YEAR_MS = 366 * 86_400_000
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
    """Why this channel may not be used on this lead at `now`, or None. Consent, then address, then
    hours. Somebody who wrote within `answer_grace` is being answered, not called out of the blue:
    calling hours hold back everything later. Email keeps no hours."""
    if (no := may_use(lead, channel)) is not None:
        return no
    if channel == "email" or now - lead.asked() <= playbook.answer_grace * 1000:
        return None
    if not hours.zones(lead.where) or hours.legal(now, lead.where, playbook.rules):
        return None  # where nobody knows the time there, the card says so and the rep decides
    return Refused(code="outside_hours", msg=hours.closed_words(now, lead.where, playbook.rules))


def start(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.StartTouch)
    if (lost := fences.not_mine(lead, order)) is not None:
        return lost
    if any(touch.id == command.touch for touch in lead.touches):
        return Refused(code="version_conflict", msg="This touch has begun already.")
    running = lead.running()
    if running is not None and running.channel == command.channel == "call":
        return Refused(code="version_conflict", msg="Say how the running call ended first.")
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    if (no := may_touch(lead, command.channel, policy.playbook, now)) is not None:
        return no
    begun = f.TouchStarted(
        touch=command.touch,
        channel=command.channel,
        rep=actor.rep,
        rep_name=actor.name,
        at=now,
        to=reach.address(lead, command.channel),
        text=command.text,
        template=command.template,
    )
    return (*timing.breach(lead, now), begun)


def move(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.MoveNextTouch)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return lost
    if not now < command.at <= now + A_YEAR_MS:
        return Refused(code="bad_field", msg="at: choose a time from now to one year ahead.")
    was = lead.next_touch
    channel = command.channel or (was.channel if was else "call")
    if (no := may_use(lead, channel)) is not None:
        return no
    rules = policy.playbook.rules
    known = channel != "email" and hours.zones(lead.where)
    if known and not hours.legal(command.at, lead.where, rules):
        return Refused(code="outside_hours", msg=hours.closed_words(command.at, lead.where, rules))
    attempt, of = cadence.position(lead, policy.playbook)
    moved = NextTouch(
        at=command.at,
        channel=channel,
        attempt=was.attempt if was else attempt,
        of=was.of if was else of,
        reason=f"Set by {actor.name}",
        pinned=True,
    )
    return (f.NextTouchSet(next=moved, by=actor.rep, by_name=actor.name, at=now),)


def note(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.AddNote)
    text = command.text.strip()
    if not text:
        return Refused(code="bad_field", msg="text: an empty note says nothing.")
    if (no := fences.too_long(text=text)) is not None:
        return no
    lost = order.gen is not None and order.gen != lead.gen and lead.owner != actor.rep
    written = f.NoteAdded(rep=actor.rep, rep_name=actor.name, at=now, text=text, after_loss=lost)
    refusal = fences.not_mine(lead, order) if lost else None
    return fences.keeping(refusal, written) if refusal else (written,)
