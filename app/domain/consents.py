"""Consents: somebody told us, or the hub's list learnt, that a channel may or may not be used; and
what a no takes with it. Whether a channel may be used now is `permission.py`."""

from collections.abc import Iterable

from app.domain import cadence, closing, fences, hours, reach, sending, tries
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.message import IN_HAND
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel

WORDS = 200
"""Characters kept of what they said."""
BY_THEMSELVES = ("said stop", "unsubscribed")
"""How the reason of a stop begins that came from them, not through somebody here."""


def set_by_hand(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Told to the owner or a team lead. A no is kept whoever heard it."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.SetConsent)
    words = " ".join(command.words.split())[:WORDS]
    why = f"told {actor.name} on {day(lead, now)}" + (f": “{words}”" if words else "")
    said = Consent(state="allowed" if command.allowed else "refused", why=why)
    made = f.ConsentChanged(
        channel=command.channel, consent=said, at=now, by=actor.rep, by_name=actor.name
    )
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        if command.allowed:
            return lost
        return fences.keeping(lost, *followed(lead, (made,), actor, policy, now))
    if command.allowed and (theirs := _by_themselves(lead, command.channel, policy)) != "":
        msg = f"They {theirs}: only they can take that back, the same way."
        return Refused(code="no_consent", msg=msg)
    if lead.consent.get(command.channel, Consent()).state == said.state:
        return ()
    return followed(lead, (made,), actor, policy, now)


def suppress(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """What changed in the hub's list."""
    command = order.command
    assert isinstance(command, c.Suppress)
    return followed(
        lead,
        tuple(changed(lead, command.channels, command.allowed, command.why, now)),
        order.actor,
        policy,
        now,
    )


def changed(
    lead: Lead, channels: Iterable[Channel], allowed: bool, why: str, now: Ms
) -> Iterable[f.ConsentChanged]:
    """A fact for each of `channels` of which something else was known. What was never refused need
    not be allowed again."""
    for channel in dict.fromkeys(channels):
        was = lead.consent.get(channel, Consent()).state
        if allowed and was == "refused":
            now_said = Consent(state="allowed", why=why)
        elif not allowed and was != "refused":
            now_said = Consent(state="refused", why=why)
        else:
            continue
        yield f.ConsentChanged(channel=channel, consent=now_said, at=now)


def followed(
    lead: Lead, said: tuple[f.ConsentChanged, ...], actor: c.Actor, policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    """`said` and what a no takes with it: messages that have not left, the plan on that channel,
    and the lead where no channel is left."""
    facts: list[Fact] = list(said)
    after = lead
    for fact in said:
        after = evolve(after, fact)
    no = {fact.channel: fact.consent.why for fact in said if fact.consent.state == "refused"}
    if not no:
        return tuple(facts)
    for message in lead.messages:
        if message.state in IN_HAND and message.channel in no:
            why = f"They {no[message.channel]}." if theirs(no[message.channel]) else "They said no."
            stopped = f.MessageFailed(message=message.id, at=now, why=why, refused=True)
            facts.append(stopped)
            after = evolve(after, stopped)
    if lead.state == "closed":
        return tuple(facts)
    if reach.fallback(after, "call") is None:
        return (*facts, *closing.close(after, actor, now, "refused", "no channel is left"))
    return (*facts, *_moved(lead, after, policy, now))


def theirs(why: str) -> bool:
    """Did this no come from them, and not through somebody here?"""
    return why.startswith(BY_THEMSELVES)


def day(lead: Lead, at: Ms) -> str:
    """`3 Nov` on their calendar."""
    local = tries.local(lead, at)
    return f"{local.day} {hours.MONTHS[local.month - 1]}"


def _moved(before: Lead, after: Lead, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """The plan by a channel that is left. What was promised stays, on another channel if it must
    (`standing.py` moves it)."""
    planned = before.next_touch
    if sending.busy(after, now) or after.state == "claimed":
        return ()
    stopped = any(m.state in IN_HAND and not m.automatic for m in before.messages)
    gone = planned is not None and not reach.usable(after, planned.channel)
    if not gone and not (planned is None and stopped):
        return ()
    if planned is not None and planned.pinned and planned.at > now:
        return ()
    ahead = cadence.anew(after, policy.playbook, now, policy.choose)
    over = closing.when_over(after, policy.playbook)
    return closing.planned_or_closed(after, ahead, c.HUB, now, over)


def _by_themselves(lead: Lead, channel: Channel, policy: Policy) -> str:
    """The stop they sent themselves, if that is what stands against `channel`."""
    known = lead.consent.get(channel, Consent())
    why = known.why if known.state == "refused" else ""
    to = reach.address(lead, channel)
    listed = policy.suppressed(channel, to) if policy.suppressed is not None and to else ""
    return next((said for said in (why, listed) if theirs(said)), "")
