"""How a touch ended, and what follows: a clue kept, a no respected, the next touch or the end."""

from app.domain import cadence, closing, fences, hearing, timing
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.playbook import After
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel, Touch


def end(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.EndTouch)
    begun = next((touch for touch in lead.touches if touch.id == command.touch), None)
    if (no := _makes_no_sense(command, begun, actor, policy)) is not None:
        return no
    when = fences.when(order, now, begun.started if begun else lead.claimed or lead.received)
    said = _said(lead, command, begun.channel if begun else "call", actor, when)
    if (lost := fences.not_mine(lead, order)) is not None:
        return fences.keeping(lost, *_after_loss(said))
    facts: list[Fact] = []
    if begun is None:
        # Dialled by hand outside Leadbell: one key logs it all the same.
        facts += timing.breach(lead, when)
        facts.append(
            f.TouchStarted(
                touch=command.touch, channel="call", rep=actor.rep, rep_name=actor.name, at=when
            )
        )
    facts += said
    after = lead
    for fact in facts:
        after = evolve(after, fact)
    return (*facts, *_what_follows(after, command, policy, actor, when, now))


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
    facts += hearing.heard(lead, command.clue, actor.rep, actor.name, now)
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
    lead: Lead, command: c.EndTouch, policy: Policy, actor: c.Actor, when: Ms, now: Ms
) -> tuple[Fact, ...]:
    playbook = policy.playbook
    after: After = playbook.dispositions[command.disposition]
    if after.then == "close":
        reason = command.reason if command.disposition == "returned" else after.reason
        return closing.close(lead, actor, when, reason or command.disposition, command.note)
    upcoming = cadence.next_touch(
        lead, command.disposition, playbook, now, policy.choose, since=when
    )
    reason = after.reason or closing.when_over(lead, playbook)
    return closing.planned_or_closed(lead, upcoming, actor, now, reason)
