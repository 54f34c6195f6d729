"""How a touch ended, and what follows: a clue kept, a no respected, the next touch or the end."""

from app.domain import cadence, closing, clue_line, fences, reach, timing
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
from app.domain.touch import Channel, Touch

CLUE_LIFE_MS = 30 * 86_400_000


def end(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.EndTouch)
    begun = next((touch for touch in lead.touches if touch.id == command.touch), None)
    if (no := _makes_no_sense(command, begun, actor, policy)) is not None:
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


def _makes_no_sense(
    command: c.EndTouch, begun: Touch | None, actor: c.Actor, policy: Policy
) -> Refused | None:
    if begun is not None and begun.rep != actor.rep:
        return Refused(code="forbidden", msg="Only who began a touch can say how it ended.")
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
