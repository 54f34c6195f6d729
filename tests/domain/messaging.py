"""What the tests of messages share: a team whose hub can send, and orders about one message."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Policy, decide
from app.domain.ids import Ms, ms
from app.domain.lead import Lead
from app.domain.message import Answer, Message
from app.domain.refusals import Refused
from tests.builders import ANNA, NOON, SECOND, a_policy, an_order, fold

LATER = NOON + 40 * SECOND
GOES = LATER + 5 * SECOND
"""When what is queued at `LATER` leaves."""
LONDON = ZoneInfo("Europe/London")
NIGHT = ms(datetime(2026, 11, 19, 22, 30, tzinfo=LONDON))
MORNING = ms(datetime(2026, 11, 20, 8, 0, tzinfo=LONDON))
SMS = Answer(message="m-1", channel="sms", text="Hello Imogen, when shall I call?")
MAIL = Answer(message="m-1", channel="email", subject="Your demo", text="Dear Ms Okafor")
SEND = c.SendMessage(answer=SMS)
BEGIN = c.BeginSending(message="m-1", gateway="twilio")
SENT = c.RecordSent(message="m-1", ref="SM1", parts=1)


def policy(**changes: Any) -> Policy:
    """A hub that sends SMS and email; `changes` are its policy's, but for `book` of the
    playbook's."""
    book = changes.pop("book", {})
    return replace(a_policy(**book), **{"gateways": frozenset({"sms", "email"}), **changes})


def made(
    lead: Lead,
    command: c.Command,
    now: Ms = LATER,
    actor: c.Actor = ANNA,
    by: Policy | None = None,
) -> tuple[f.Fact, ...]:
    decision = decide(lead, an_order(command, actor), by or policy(), now)
    assert not isinstance(decision, Refused), decision.msg
    return decision


def no(
    lead: Lead,
    command: c.Command,
    now: Ms = LATER,
    actor: c.Actor = ANNA,
    by: Policy | None = None,
) -> Refused:
    decision = decide(lead, an_order(command, actor), by or policy(), now)
    assert isinstance(decision, Refused), decision
    return decision


def after(lead: Lead, *orders: tuple[c.Command, Ms]) -> Lead:
    """`lead` after `orders`: Anna's, or the hub's where they never cross the wire."""
    for command, now in orders:
        actor = ANNA if type(command) in c.VERBS.values() else c.HUB
        lead = fold(*made(lead, command, now, actor), lead=lead)
    return lead


def its(lead: Lead, message: str = "m-1") -> Message:
    about = lead.message(message)
    assert about is not None
    return about


def kinds(facts: tuple[f.Fact, ...]) -> list[str]:
    return [fact.k for fact in facts]
