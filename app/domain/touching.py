"""Touches: may one be made, one begins, one ends, and what follows from how it ended."""

from app.domain import cadence, closing, clue_line, fences, hours, reach, timing
from app.domain import commands as c
from app.domain import facts as f
from app.domain.clue import ClueNote
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.playbook import After, Playbook
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel, NextTouch, Touch

CLUE_LIFE_MS = 30 * 86_400_000
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
    if not hours.zones(lead.where) or hours.legal(now, lead.where, playbook.hours):
        return None  # where nobody knows the time there, the card says so and the rep decides
    return Refused(code="outside_hours", msg=hours.closed_words(now, lead.where, playbook.hours))


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


def end(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.EndTouch)
    begun = next((touch for touch in lead.touches if touch.id == command.touch), None)
    if (no := _makes_no_sense(command, begun, policy)) is not None:
        return no
    said = _said(lead, command, begun.channel if begun else "call", actor, now)
    if (lost := fences.not_mine(lead, order)) is not None:
        return fences.keeping(lost, *_after_loss(said))
    facts: list[Fact] = []
    if begun is None:
        # Dialled by hand outside Leadbell: one key logs it all the same.
        facts += timing.breach(lead, now)
        facts.append(
            f.TouchStarted(
                touch=command.touch, channel="call", rep=actor.rep, rep_name=actor.name, at=now
            )
        )
    facts += said
    after = lead
    for fact in facts:
        after = evolve(after, fact)
    return (*facts, *_what_follows(after, command, policy.playbook, actor, now))


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
    rules = policy.playbook.hours
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


# ---- how it ended ----------------------------------------------------------------------------


def _makes_no_sense(command: c.EndTouch, begun: Touch | None, policy: Policy) -> Refused | None:
    if begun is not None and begun.ended is not None:
        return Refused(code="version_conflict", msg="This touch has its outcome already.")
    message = command.disposition in ("sent", "not_sent")
    if message and (begun is None or begun.channel == "call"):
        return Refused(code="bad_field", msg="disposition: only an SMS or email is sent or not.")
    if command.disposition == "returned" and not closing.known_reason(command.reason, policy):
        return Refused(code="bad_field", msg="reason: choose one of the return reasons.")
    return fences.too_long(note=command.note, clue=command.clue)


def _said(
    lead: Lead, command: c.EndTouch, channel: Channel, actor: c.Actor, now: Ms
) -> tuple[Fact, ...]:
    """The facts that hold whoever has the lead: how it ended, a clue, a no."""
    facts: list[Fact] = [
        f.TouchEnded(
            touch=command.touch,
            rep=actor.rep,
            rep_name=actor.name,
            at=now,
            disposition=command.disposition,
            channel=channel,
            note=command.note,
        )
    ]
    if command.clue.strip():
        facts.append(f.ClueKept(note=_clue(lead, command.clue, actor, now)))
    if command.disposition == "refused":
        no = Consent(state="refused", why=f"said no to {actor.name}")
        facts.append(f.ConsentChanged(channel=channel, consent=no, at=now))
    return tuple(facts)


def _after_loss(said: tuple[Fact, ...]) -> tuple[Fact, ...]:
    ended, *rest = said
    assert isinstance(ended, f.TouchEnded)
    late = f.TouchEnded(
        touch=ended.touch,
        rep=ended.rep,
        rep_name=ended.rep_name,
        at=ended.at,
        disposition=ended.disposition,
        channel=ended.channel,
        note=ended.note,
        after_loss=True,
    )
    return (late, *rest)


def _what_follows(
    lead: Lead, command: c.EndTouch, playbook: Playbook, actor: c.Actor, now: Ms
) -> tuple[Fact, ...]:
    after: After = playbook.dispositions[command.disposition]
    if after.then == "close":
        reason = command.reason if command.disposition == "returned" else after.reason
        return closing.close(lead, actor, now, reason or command.disposition, command.note)
    upcoming = cadence.next_touch(lead, command.disposition, playbook, now)
    if upcoming is not None:
        return (f.NextTouchSet(next=upcoming, at=now),)
    lane = playbook.lanes.get(lead.lane)
    plan = playbook.cadences.get(lane.cadence) if lane else None
    reason = after.reason or (plan.closes_with if plan else "nurture")
    left = reach.fallback(lead, "call")
    why = "the cadence is over" if left else "no channel is left"
    return closing.close(lead, actor, now, reason, why)


def _clue(lead: Lead, line: str, actor: c.Actor, now: Ms) -> ClueNote:
    zone = lead.where.zones[0] if lead.where.zones else None
    clues = clue_line.parse(line, now, zone)
    text = line.strip()[: clue_line.LONGEST]
    return ClueNote(
        text=text,
        clues=clues,
        echo=clue_line.echo(clues, zone) or text,
        by=actor.rep,
        by_name=actor.name,
        kept=now,
        expires=now + CLUE_LIFE_MS,
    )
