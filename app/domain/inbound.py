"""Inbound: they wrote, called, or chose a time on our page. What it says is worked out by the hub;
what it means for the lead is here."""

from typing import Literal

from msgspec.structs import replace

from app.domain import (
    cadence,
    closing,
    clue_line,
    consents,
    hearing,
    hours,
    reach,
    sending,
    standing,
    steps,
    timing,
    tries,
)
from app.domain import commands as c
from app.domain import facts as f
from app.domain import wish as wishes
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.permission import SPOKEN
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel, NextTouch

OUR_PAGE = "our page"
THEIR_REPLY = "their out-of-office reply"
"""Who a clue is by that nobody here typed."""
A_YEAR_MS = 366 * 86_400_000
AWAY_MS = 90 * 86_400_000
"""An absence longer than this is no clue to when to call."""
AWAY_LINES = 30


def message(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.ReceiveMessage)
    if _known(lead, command):
        return ()
    when = min(command.at, now)
    says: Literal["", "stop", "start"] = command.said if not command.away else ""
    answer = not command.away and not says
    came = f.MessageReceived(
        message=command.message,
        channel=command.channel,
        from_=command.from_,
        text=command.text,
        at=when,
        subject=command.subject,
        ref=command.ref,
        away=command.away,
        said=says,
        claim_by=rings(lead, policy, now) if answer else None,
    )
    after = evolve(lead, came)
    if command.away:
        return (came, *_away(after, command.text, policy, now))
    if says:
        why = f"said {says} by {SPOKEN[command.channel]} on {consents.day(lead, when)}"
        channels = command.channels or (command.channel,)
        said = tuple(consents.changed(after, channels, says == "start", why, now))
        return (came, *consents.followed(after, said, order.actor, policy, now))
    if not policy.playbook.messages.reply_stops:
        return (came,)
    return (came, *_answer_them(after, command.channel, policy, now))


def missed_call(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """They are at their phone now: call back before everything else (`board.agenda`)."""
    command = order.command
    assert isinstance(command, c.MissCall)
    if any(touch.id == command.call for touch in lead.touches):
        return ()
    when = min(command.at, now)
    came = f.CallMissed(
        call=command.call, from_=command.from_, at=when, claim_by=rings(lead, policy, now)
    )
    after = evolve(lead, came)
    channel = reach.fallback(after, "call")
    if channel is None or sending.busy(after, now):
        return (came,)
    called = tries.local(lead, when)
    whose = "their time" if hours.zones(lead.where) else "UTC"
    then = "call back" if channel == "call" else "answer them"
    reason = f"They called you at {called:%H:%M} {whose}: {then}"
    return (came, _due(after, channel, when, reason, policy, now, pinned=True))


def good_time(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """What they chose on the page. It is one of their own words, so what nobody may do to them at
    that hour is held by the gate, and never refused to them."""
    command = order.command
    assert isinstance(command, c.AnswerGoodTime)
    choice, when = command.choice, command.when
    if choice == "time" and (when is None or not now < when <= now + A_YEAR_MS):
        return Refused(code="bad_field", msg="when: choose a time from now to one year ahead.")
    text = command.text.strip()[: clue_line.LONGEST]
    at_once = choice == "now" or (choice == "words" and not _says_when(lead, text, now))
    ringing = rings(lead, policy, now) if at_once else None
    said = f.GoodTimeAnswered(at=now, choice=choice, when=when, text=text, claim_by=ringing)
    after = evolve(lead, said)
    if choice == "stop":
        why = f"said stop on {OUR_PAGE} on {consents.day(lead, now)}"
        no = tuple(consents.changed(after, reach.CHANNELS, False, why, now))
        return (said, *consents.followed(after, no, order.actor, policy, now))
    if lead.state == "closed":
        return (said,)
    if choice == "time" and when is not None:
        return (said, *_promised(after, when, policy, now))
    if choice == "words":
        return (said, *_in_words(after, text, policy, now))
    if choice == "email":
        return (said, *_by_email(after, text, policy, now))
    if (channel := reach.fallback(after, "call")) is None:
        return (said,)
    return (said, _due(after, channel, now, "Asked: call me now", policy, now, pinned=True))


def rings(lead: Lead, policy: Policy, now: Ms) -> Ms | None:
    """Until when a lead that nobody has rings again, since they did something; None where somebody
    has it."""
    lane = policy.playbook.lanes.get(lead.lane)
    if lead.state != "open" or lane is None or lane.accept is None:
        return None
    return now + lane.accept * 1000


# ---- what follows ----------------------------------------------------------------------------


def _known(lead: Lead, command: c.ReceiveMessage) -> bool:
    """The same message twice: by our name for it, or the gateway's."""
    return any(
        m.id == command.message
        or (
            m.direction == "inbound" and m.channel == command.channel and m.ref == command.ref != ""
        )
        for m in lead.messages
    )


def _answer_them(lead: Lead, wrote: Channel, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """They wrote, so the planned follow-ups end: they are answered, by the way they chose if it may
    be used. A promise for later stands."""
    planned = lead.next_touch
    channel = reach.fallback(lead, wrote)
    if channel is None or sending.busy(lead, now) or _stands(planned, now):
        return ()
    return (_due(lead, channel, now, "They wrote: answer them", policy, now),)


def _away(lead: Lead, text: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """ "I am back on 3 Dec" in an out-of-office reply, where that is all it can mean."""
    zone = lead.where.zones[0] if lead.where.zones else None
    lines = [line for line in text.splitlines() if line.strip()][:AWAY_LINES]
    back = [
        (clue.at, line)
        for line in lines
        for clue in clue_line.parse(line, now, zone)
        if clue.kind == "back" and now < clue.at <= now + AWAY_MS
    ]
    if len({at for at, _ in back}) != 1:
        return ()
    note = hearing.note_of(lead, back[0][1], "", THEIR_REPLY, now)
    clues = tuple(clue for clue in note.clues if clue.kind == "back")
    note = replace(note, clues=clues, echo=clue_line.echo(clues, zone))
    after = evolve(lead, f.ClueKept(note=note))
    return (f.ClueKept(note=note), *hearing.replanned(lead, after, c.HUB, policy, now))


def _promised(lead: Lead, when: Ms, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """Their time, or the first allowed one after it. What they are owed counts from there while
    nobody has answered them (SCHEDULE D3)."""
    channel = reach.fallback(lead, "call")
    if channel is None:
        return ()
    reason = f"Promised: they chose {sending.spoken(lead, when)}"
    return _owed(lead, _due(lead, channel, when, reason, policy, now, pinned=True), policy, now)


def _owed(lead: Lead, ahead: f.NextTouchSet, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """`ahead`, and the deadlines of an unanswered lead with it."""
    lane = policy.playbook.lanes.get(lead.lane)
    stands = standing.held(lead, ahead.next, policy.playbook)
    if lead.first_attempt is not None or lane is None or lane.sla is None or stands.needs_time:
        return (ahead,)
    when = stands.at
    rings_at = max(now, when - (lane.accept or 0) * 1000)
    owed = f.LeadPromised(
        at=now,
        when=when,
        due=when + lane.sla * 1000,
        claim_by=None if lane.accept is None else rings_at + lane.accept * 1000,
        not_before=rings_at,
    )
    return (*timing.breach(lead, now), owed, ahead)


def _in_words(lead: Lead, text: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """Their own words are a clue like one a rep types; what names no time is to be answered."""
    said = hearing.heard(lead, text, "", OUR_PAGE, now)
    after = lead
    for fact in said:
        after = evolve(after, fact)
    no = tuple(fact for fact in said if isinstance(fact, f.ConsentChanged))
    rest = tuple(fact for fact in said if not isinstance(fact, f.ConsentChanged))
    if no:
        calm = lead
        for fact in rest:
            calm = evolve(calm, fact)
        return (*rest, *consents.followed(calm, no, c.HUB, policy, now))
    if sending.busy(after, now) or reach.fallback(after, "call") is None:
        return said
    if not _says_when(lead, text, now):
        return (*said, *_answer_them(after, "call", policy, now))
    ahead = cadence.anew(after, policy.playbook, now, policy.choose)
    if ahead is None:
        return (*said, *closing.planned_or_closed(after, None, c.HUB, now))
    return (*said, *_owed(after, f.NextTouchSet(next=ahead, at=now), policy, now))


def _says_when(lead: Lead, text: str, now: Ms) -> bool:
    return bool(text) and wishes.timed(hearing.note_of(lead, text, "", OUR_PAGE, now))


def _by_email(lead: Lead, text: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """By email from now on, as they asked; that is no word against a call."""
    note = hearing.note_of(lead, text or "Just mail me", "", OUR_PAGE, now)
    after = evolve(lead, f.ClueKept(note=note))
    if sending.busy(after, now) or not reach.usable(after, "email"):
        return (f.ClueKept(note=note),)
    due = _due(after, "email", now, "Asked: just mail me", policy, now, pinned=True)
    return (f.ClueKept(note=note), due)


def _stands(planned: NextTouch | None, now: Ms) -> bool:
    return planned is not None and planned.pinned and planned.at > now


def _due(
    lead: Lead,
    channel: Channel,
    at: Ms,
    reason: str,
    policy: Policy,
    now: Ms,
    pinned: bool = False,
) -> f.NextTouchSet:
    attempt, of = steps.position(lead, policy.playbook, channel)
    due = NextTouch(at=at, channel=channel, attempt=attempt, of=of, reason=reason, pinned=pinned)
    return f.NextTouchSet(next=due, at=now)
