"""Sending: somebody's words are queued, taken back, asked about. What becomes of them once they
leave is `delivering.py`; what it makes of the lead `message_folds.py`."""

import re
from collections.abc import Iterator

from app.domain import cadence, fences, hours, memory, permission, reach, tries
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import (
    IN_HAND,
    ON_ITS_WAY,
    OUT,
    Answer,
    Message,
    MessageState,
    Written,
)
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused

LONGEST: dict[Written, int] = {"sms": 1_600, "email": 20_000}
"""Characters of a message: ten joined SMS of 153 and a little, and more mail than anybody reads."""
SUBJECT = 250
QUIET = "quiet hours there"
GONE = "Leadbell ended or was cut off before it left"
RETRIED = frozenset({"failed", "refused", "unknown"})
"""What may be sent anew: all others arrived, or still may."""
_UNFILLED = re.compile(r"\{(?!good_time\})[A-Za-z_]+(?:\|[^{}]*)?\}")


def send(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """The owner's words. The SLA clock does not stop by queueing them."""
    command = order.command
    assert isinstance(command, c.SendMessage)
    if (lost := fences.not_mine(lead, order)) is not None:
        return lost
    return queued(lead, command.answer, order.actor, policy, now, command.retry_of)


def queued(
    lead: Lead, answer: Answer, actor: c.Actor, policy: Policy, now: Ms, retry_of: str = ""
) -> Decision:
    """`answer` on its way to them and the next touch booked, as if it were sent when it is to
    leave; or why not."""
    if (no := unusable(lead, answer, policy, retry_of)) is not None:
        return no
    goes = now + policy.playbook.messages.undo * 1000
    shut = permission.may_touch(lead, answer.channel, policy.playbook, goes)
    if shut is not None:
        opening = permission.next_allowed(lead, answer.channel, goes, policy.playbook)
        if opening is None:
            return shut
        goes = opening
    made = f.MessageQueued(
        message=answer.message,
        channel=answer.channel,
        to=reach.address(lead, answer.channel),
        text=answer.text,
        at=now,
        goes=goes,
        subject=answer.subject.strip(),
        template=answer.template,
        variant=answer.variant,
        language=answer.language,
        rep=actor.rep,
        rep_name=actor.name,
        held_why=QUIET if shut is not None else "",
        retry_of=retry_of,
    )
    return (made, *booked(evolve(lead, made), answer.message, policy, now))


def booked(lead: Lead, message: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """The next touch as if `message`, folded already, were sent when it is to leave. None where a
    call promised for later stands, or where the cadence ends with it: the message itself keeps the
    lead in view, and being sent closes it."""
    about = lead.message(message)
    if about is None or about.automatic or busy(lead, now):
        return ()
    kept = lead.next_touch
    if kept is not None and kept.pinned:
        return ()
    goes = max(now, about.goes)
    ahead = cadence.next_touch(lead, "sent", policy.playbook, goes, policy.choose, since=goes)
    return () if ahead is None or ahead == kept else (f.NextTouchSet(next=ahead, at=now),)


def unusable(lead: Lead, answer: Answer, policy: Policy, retry_of: str = "") -> Refused | None:
    """Why these words cannot be sent to them at all, or None; hours only hold a message back."""
    channel, text = answer.channel, answer.text
    said = permission.SPOKEN[channel]
    if lead.message(answer.message) is not None or any(
        t.id == answer.message for t in lead.touches
    ):
        return Refused(code="version_conflict", msg="This message was queued already.")
    if channel not in policy.gateways:
        return _bad("channel", f"Leadbell itself cannot send {said} here.")
    if not text.strip():
        return _bad("text", "an empty message says nothing.")
    if len(text) > LONGEST[channel]:
        return _bad("text", f"an {said} may have {LONGEST[channel]:,} characters.")
    if len(answer.subject) > SUBJECT or len(answer.subject.strip().splitlines()) > 1:
        return _bad("subject", f"one line of at most {SUBJECT} characters.")
    if (unfilled := _UNFILLED.search(text) or _UNFILLED.search(answer.subject)) is not None:
        return _bad("text", f"{unfilled[0]} is not filled in.")
    if (no := permission.may_use(lead, channel)) is not None:
        return no
    if not reach.usable(lead, channel):
        return Refused(code="no_address", msg="That number is somebody else's.")
    if (no := suppressed(lead, channel, reach.address(lead, channel), policy)) is not None:
        return no
    return _retried(lead, retry_of) or _said_before(lead, text, retry_of)


def suppressed(lead: Lead, channel: Written, to: str, policy: Policy) -> Refused | None:
    """What the hub's own list says against this number or address."""
    why = policy.suppressed(channel, to) if policy.suppressed is not None else ""
    if not why:
        return None
    name = lead.person.name or "this person"
    return Refused(code="no_consent", msg=f"No {permission.SPOKEN[channel]} to {name}: {why}.")


def take_back(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """By its writer or a team lead, while it has not left; the automatic answer by the owner. What
    was booked as if it had been sent goes with it."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.TakeBackMessage)
    about = _ours(lead, command.message)
    if isinstance(about, Refused):
        return about
    mine = actor.rep == (lead.owner if about.automatic else about.rep)
    if not mine and fences.leads_team(order) is not None:
        return Refused(code="forbidden", msg="Only who wrote it can take it back.")
    if about.state == "taken_back":
        return ()
    if about.state not in IN_HAND:
        return Refused(code="version_conflict", msg=_stands(lead, about))
    made = f.MessageTakenBack(message=about.id, at=now, by=actor.rep, by_name=actor.name)
    return (made, *unsent(evolve(lead, made), about, policy, now))


def given_back(lead: Lead, about: Message, desk: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """By the hub, as its writer would: nobody could take it back any more where it was written. The
    claim stays; the words go back to the device `desk`."""
    made = f.MessageTakenBack(message=about.id, at=now, why=GONE, desk=desk)
    return (made, *unsent(evolve(lead, made), about, policy, now))


def unsent(lead: Lead, about: Message, policy: Policy, now: Ms, why: str = "") -> tuple[Fact, ...]:
    """The next touch for a lead whose message, folded already, they do not have: what the cadence
    says without it, or with `why` as soon as it is allowed, for that reason. A promise for later
    stands; an automatic message books nothing, so nothing has to be made good."""
    kept = lead.next_touch
    if about.automatic or busy(lead, now) or (kept and kept.pinned and kept.at > now):
        return ()
    if why and kept is not None and _overtaken(lead, about):
        return ()
    ahead = None
    if not why and tries.last(lead) is not None:
        ahead = cadence.anew(lead, policy.playbook, now, policy.choose)
    ahead = ahead or cadence.soon(lead, why or "Not sent yet", policy.playbook, now)
    return () if ahead == kept else (f.NextTouchSet(next=ahead, at=now),)


def busy(lead: Lead, now: Ms) -> bool:
    """Is there nothing to plan: it is closed, or the end of a running touch plans it?"""
    return lead.state == "closed" or lead.on_the_phone(now)


def ask(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """No facts: the hub asks the gateway, where it makes sense to ask."""
    command = order.command
    assert isinstance(command, c.AskMessage)
    about = _ours(lead, command.message)
    if isinstance(about, Refused):
        return about
    if about.state == "unknown":
        return ()
    return Refused(code="version_conflict", msg=_stands(lead, about))


def _overtaken(lead: Lead, about: Message) -> bool:
    """Did somebody here touch them in another way since it was written?"""
    return any(
        t.started > about.at and t.direction == "outbound" and t.id != about.id
        for t in lead.touches
    )


# ---- parts -----------------------------------------------------------------------------------


def _bad(field: str, why: str) -> Refused:
    return Refused(code="bad_field", msg=f"{field}: {why}")


def _ours(lead: Lead, message: str) -> Message | Refused:
    about = lead.message(message)
    if about is None or about.direction == "inbound":
        return Refused(code="bad_field", msg="message: this lead has none of that id.")
    return about


def _stands(lead: Lead, about: Message) -> str:
    """Where a message stands, for whoever wanted something of it that only fits another state."""
    at = spoken(lead, about.changed)
    said: dict[MessageState, str] = {
        "waiting": "It has not left yet.",
        "held": f"It has not left yet: it is held until {spoken(lead, about.goes)}.",
        "sending": f"It has left already, at {at}.",
        "sent": f"It has left already, at {at}.",
        "delivered": f"They have it already, since {at}.",
        "unknown": f"It may have left already, at {at}: {about.why or 'nobody knows'}",
        "failed": f"It has left already and did not arrive: {about.why}",
        "refused": f"It was stopped here and never left: {about.why}",
        "taken_back": "It was taken back and never left.",
    }
    return said[about.state]


def spoken(lead: Lead, at: Ms) -> str:
    """`Tue 3 Nov, 14:31 there`, on their clock; in UTC, saying so, while nobody knows it."""
    places = hours.zones(lead.where)
    return f"{hours.spoken(at, places[0])} there" if places else hours.spoken(at, None)


def _retried(lead: Lead, retry_of: str) -> Refused | None:
    if not retry_of:
        return None
    first = _ours(lead, retry_of)
    if isinstance(first, Refused):
        return first
    if first.state not in RETRIED:
        return Refused(code="version_conflict", msg=_stands(lead, first))
    again = (m for m in lead.messages if m.retry_of == retry_of and m.state in ON_ITS_WAY | OUT)
    if next(again, None) is not None:
        return Refused(code="version_conflict", msg="It is being sent again already.")
    return None


def _said_before(lead: Lead, text: str, retry_of: str) -> Refused | None:
    """The same words they have, or will have, but for the message that is sent anew."""
    same, anew = memory.digest(text), set(_chain(lead, retry_of))
    for old in lead.got:
        if old.digest == same:
            return _bad("text", f"They got these very words on {spoken(lead, old.at)}.")
    for at, text_by_hand in _handed_over(lead):
        if memory.digest(text_by_hand) == same:
            return _bad("text", f"They got these very words on {spoken(lead, at)}.")
    for message in memory.reached(lead):
        if message.id in anew or memory.digest(message.text) != same:
            continue
        if message.state in IN_HAND:
            leaves = spoken(lead, message.goes)
            return _bad("text", f"These very words are on their way already, to leave {leaves}.")
        when = spoken(lead, message.changed)
        return _bad("text", f"They got these very words on {when}.")
    return None


def _handed_over(lead: Lead) -> Iterator[tuple[Ms, str]]:
    """When and in which words somebody wrote to them through the computer's own programs."""
    unsent = {(t.started, t.channel) for t in lead.touches if t.disposition == "not_sent"}
    for line in lead.timeline:
        written = line.kind == f.TouchStarted.k and line.channel != "call" and line.text.strip()
        if written and (line.at, line.channel) not in unsent:
            yield line.at, line.text


def _chain(lead: Lead, message: str) -> Iterator[str]:
    """`message`, what it was sent anew for, and so on."""
    while message and (about := lead.message(message)) is not None:
        yield message
        message = about.retry_of
