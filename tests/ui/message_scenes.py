"""Days with messages in them, for pictures and tests: gateways that send, and what became of it."""

from __future__ import annotations

from msgspec.structs import replace

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.message import Got
from app.domain.touch import NextTouch
from app.protocol.messages import Gateways
from client.drafts import Kept
from client.hooks import LinkState
from tests.ui.scenes import (
    AINO,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    STOP,
    YES,
    FakeDesk,
    agenda,
    claimed,
    imogen,
    lead,
    waiting,
)
from tests.ui.scenes import called as called_now

SENDS = Gateways(sms="Kannel", email="SMTP", link="https://leads.tillerpay.example/t/",
                 link_chars=62)  # fmt: skip
AUTO = "Thanks, someone will call you in minutes. Reply STOP to end texts."


def queued(number: int, text: str, at: Ms, **more: object) -> f.MessageQueued:
    """One of Aino's, by SMS."""
    values: dict[str, object] = {
        "message": f"m{number}", "channel": "sms", "to": "+447700900317", "text": text, "at": at,
        "goes": at + 5 * SECOND, "rep": AINO.rep, "rep_name": AINO.name,
    }  # fmt: skip
    return f.MessageQueued(**(values | more))  # type: ignore[arg-type]


def went(number: int, at: Ms, *, arrived: bool = True) -> tuple[Fact, ...]:
    """It left, and arrived."""
    message = f"m{number}"
    facts: tuple[Fact, ...] = (
        f.MessageSending(message=message, at=at, gateway="Kannel"),
        f.MessageSent(message=message, at=at + SECOND, gateway="Kannel", ref=f"r{number}"),
    )
    return (*facts, f.MessageDelivered(message=message, at=at + 2 * SECOND)) if arrived else facts


def _with(one: Lead, *facts: Fact) -> Lead:
    for fact in facts:
        one = evolve(one, fact)
    return one


def _desk(one: Lead, now: Ms) -> FakeDesk:
    desk = FakeDesk((one, *waiting()[1:], *agenda()), now=now)
    desk.gateways = SENDS
    return desk


def sends(**more: object) -> FakeDesk:
    """Imogen is mine, nothing has begun, and the hub can send."""
    return _desk(imogen(facts=(claimed(AINO, NOW + 2 * SECOND),), **more), NOW + 4 * SECOND)


def unclaimed() -> FakeDesk:
    """Imogen is offered, and the hub can send."""
    return _desk(imogen(), NOW)


def thread() -> FakeDesk:
    """Oluwaseun: told, answered, one more on its way, one held for the morning."""
    person = {"salutation": "Mr", "role": "Operations", "place": "Lagos",
              "message": "Please call me back about payout limits, or text.",
              "phone": "+447700900317", "phone_read": "+44 7700 900317"}  # fmt: skip
    one = lead("Oluwaseun Adebayo", "Call me back", "Baobab Lending", age=6 * MINUTE,
               zone="Africa/Lagos", person=person,
               consent={"call": YES, "sms": YES, "email": YES},
               facts=(claimed(AINO, NOW - 4 * MINUTE),))  # fmt: skip
    before = Got(channel="email", at=NOW - 17 * DAY, words="What are payout limits?", digest="x")
    first = "Hello Oluwaseun, this is Aino. I tried you just now. Shall I call at 13:45 your time?"
    morning = NOW + 18 * HOUR + 27 * MINUTE + 48 * SECOND  # 08:00 in Lagos
    one = _with(
        replace(one, got=(before,)),
        queued(1, first, NOW - 70 * SECOND, template="tried_you_sms"),
        *went(1, NOW - 65 * SECOND),
        f.MessageReceived(message="m2", channel="sms", from_="+447700900317",
                          text="14:00 is better", at=NOW),
        queued(3, "14:00 your time it is. I will show payout limits first.", NOW + 37 * SECOND),
        queued(4, "Good morning, here is the limits sheet you asked for.", NOW + 38 * SECOND,
               goes=morning, held_why="quiet hours there"),
    )  # fmt: skip
    return _desk(one, NOW + 38 * SECOND)


def failed() -> FakeDesk:
    """Imogen: an automatic answer arrived, the next SMS did not, one more nobody knows about."""
    desk = sends()
    desk.leads["lead-imogen"] = _with(
        desk.leads["lead-imogen"],
        queued(1, AUTO, NOW + 4 * SECOND, rep="", rep_name="", automatic=True),
        *went(1, NOW + 9 * SECOND),
        queued(2, "You asked about batch payouts. Is tomorrow 9:30 your time good for a short"
               " look?", NOW + 60 * SECOND),
        f.MessageSending(message="m2", at=NOW + 65 * SECOND, gateway="Kannel"),
        f.MessageSent(message="m2", at=NOW + 66 * SECOND),
        f.MessageFailed(message="m2", at=NOW + 75 * SECOND, why="The phone is off."),
    )  # fmt: skip
    desk.clock = NOW + 4 * MINUTE
    return desk


def unknown() -> FakeDesk:
    """The answer of the gateway got lost; an out-of-office reply came."""
    desk = failed()
    desk.leads["lead-imogen"] = _with(
        desk.leads["lead-imogen"],
        queued(3, "Shall I send the price sheet first?", NOW + 90 * SECOND),
        f.MessageSending(message="m3", at=NOW + 95 * SECOND, gateway="Kannel"),
        f.MessageUnknown(message="m3", at=NOW + 3 * MINUTE,
                         why="Kannel was asked at 14:35 and has no word of it."),
        f.MessageReceived(message="m4", channel="email", from_="i@kestrel.example", away=True,
                          text="I am out of the office until Monday.", at=NOW + 200 * SECOND),
    )  # fmt: skip
    return desk


def refused() -> FakeDesk:
    """Email is refused: she left the newsletter."""
    desk = failed()
    one = desk.leads["lead-imogen"]
    no = Consent(state="refused", why="said stop 3 Nov")
    assert one.consent["email"] == STOP
    before = Got(channel="email", at=NOW - 38 * DAY, words="Payouts without spreadsheets",
                 digest="x")  # fmt: skip
    desk.leads["lead-imogen"] = replace(one, consent={**one.consent, "email": no}, got=(before,))
    return desk


def kept() -> FakeDesk:
    """Email is refused, and a mail to her had been begun."""
    desk = refused()
    text = "Dear Imogen, following your demo request I put together a short overview of payouts."
    desk.keep_draft("lead-imogen", "email", Kept(text=text, subject="Payouts", touched=True))
    return desk


def unlinked() -> FakeDesk:
    """The link is down, and she was just written to."""
    desk = sends()
    desk.link = LinkState(state="waiting", since=desk.clock - 2 * SECOND)
    desk.send_message("lead-imogen", "sms", "I can show it at three. Does that suit you?")
    return desk


def calling() -> FakeDesk:
    """Imogen is on the phone while she is written to."""
    desk = sends()
    desk.fact("lead-imogen", called_now(AINO, desk.clock - 40 * SECOND, "t1"))
    return desk


def extreme() -> FakeDesk:
    """Everything too long, in several scripts: nothing may be cut or lie over anything else."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    person = {"salutation": "Ms", "name": f"דנה {word} לוי-אבולעפיה", "role": f"Head of {word}",
              "message": "שלום, אנחנו מחפשים פתרון תשלומים לחברה שלנו. אפשר להתקשר אליי אחרי שלוש?"
              " אני זמינה גם מחר בבוקר, אבל לא לפני תשע.",
              "email": f"{word.lower()}@{'a' * 50}.example"}  # fmt: skip
    one = lead("Extreme", "Call me back", f"{word} 株式会社", age=6 * MINUTE,
               zone="Asia/Jerusalem", person=person,
               consent={"call": YES, "sms": YES, "email": YES},
               facts=(claimed(AINO, NOW - 4 * MINUTE),))  # fmt: skip
    mail = "\n\n".join(f"{n}. " + "The limits of payouts are what we ask about. " * 7
                       for n in range(1, 60))  # fmt: skip
    unsure = "The phone company was asked at 14:35 and has no word of it at all, nor of any other."
    one = _with(
        one,
        f.MessageReceived(message="m1", channel="email", from_="x", subject="Re: payouts 💸",
                          text=mail, at=NOW - 3 * MINUTE),
        queued(2, f"👋🏽 {word}{word}", NOW - 2 * MINUTE),
        f.MessageSending(message="m2", at=NOW - 110 * SECOND, gateway="Kannel"),
        f.MessageUnknown(message="m2", at=NOW - 100 * SECOND, why=unsure),
        f.MessageReceived(message="m3", channel="sms", from_="x", text="👍👍👍🏿 OK 好的，明天見",
                          at=NOW - MINUTE),
        queued(4, "Good morning, here is the limits sheet you asked for.", NOW - 30 * SECOND,
               goes=NOW + 17 * HOUR + 27 * MINUTE + 48 * SECOND, held_why="quiet hours there"),
    )  # fmt: skip
    got = tuple(Got(channel="email", at=NOW - n * DAY, words=f"{n} {word}", digest=str(n))
                for n in range(1, 12))  # fmt: skip
    return _desk(replace(one, got=got), NOW + 38 * SECOND)


THURSDAY = "Thursday after 3 is better. Ask for Dana."


def theirs(*facts: Fact, **more: object) -> FakeDesk:
    """Imogen has heard from me once; then she did this, and the next touch is planned for later."""
    desk = sends(**more)
    one = _with(
        desk.leads["lead-imogen"],
        queued(1, AUTO, NOW + 4 * SECOND),
        *went(1, NOW + 9 * SECOND),
        *facts,
        f.NextTouchSet(at=NOW + MINUTE, next=NextTouch(
            at=NOW + 19 * HOUR + 27 * MINUTE + 48 * SECOND, channel="sms", attempt=2, of=6,
            reason="They wrote: answer them, held to Fri 08:00 there: quiet hours")),
    )  # fmt: skip
    desk.leads["lead-imogen"] = one
    desk.clock = NOW + 2 * MINUTE
    return desk


def replied(**more: object) -> FakeDesk:
    """She answered in her own words."""
    return theirs(f.MessageReceived(message="m9", channel="sms", from_="+447700900317",
                                    text=THURSDAY, at=NOW + MINUTE), **more)  # fmt: skip


def called(**more: object) -> FakeDesk:
    """She called, and nobody took it."""
    missed = f.CallMissed(call="c9", from_="+447700900317", at=NOW + MINUTE)
    return theirs(missed, **more)
