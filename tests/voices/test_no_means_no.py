"""Who said stop is written to by no path whatever: held against what the carrier really got. Who is
only away, or said it by another channel, or changed their mind, is not lost for it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.domain.ids import new_id
from app.domain.message import Answer
from tests.rigs import dovecot, exim
from tests.rigs.carrier_server import Fault
from tests.rigs.exim import AWAY
from tests.rigs.processes import soon
from tests.voices.answering import (
    AT_ONCE,
    ByMail,
    Office,
    Person,
    message,
    office,
    owned,
    shut_now,
    somebody,
    stands,
)
from tests.voices.desks import Seat, desk, post

SPELLINGS = (
    "STOP", "stop", " S t O p ", "Stop.", "stop!!!", "S T O P", "STOPALL", "please stop",
    "Stop please, thanks", "unsubscribe", "Stopp!", "ABMELDEN", "Arrêt", "ARRETEZ", "baja",
    "Keine SMS mehr", "opt-out", "stop\n", "\u200bSTOP", "ＳＴＯＰ", "“STOP”", "STOP 🛑",
    "Stop texting me", "stop sms",
)  # fmt: skip
NOT_STOPS = (
    "Don't stop by before ten", "I could not stop reading your paper, call me", "bus stop 12?",
    "Non-stop flights?",
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Texts by the carrier, mail by exim, answers read by IMAP; all leave at once."""
    with ExitStack() as stack:
        server = stack.enter_context(exim.exim())
        imap = stack.enter_context(dovecot.dovecot(server.home / "mail"))
        mail = ByMail(server, imap=imap)
        folder = tmp_path_factory.mktemp("no")
        made = stack.enter_context(office(folder, mail=[mail]))
        made.mail = mail
        yield made


@pytest.fixture
def at_work(running: Office) -> Office:
    return running.own_teams()


async def says(work: Office, person: Person, words: str) -> None:
    """They text our number."""
    told = await asyncio.to_thread(work.carrier.text_in, work.inbound(), person.number, words)
    assert told == 200


async def stopped(seat: Seat, lead: str, channel: str = "sms", state: str = "refused") -> None:
    def there() -> bool:
        said = seat.desk.leads[lead].consent.get(channel)  # type: ignore[call-overload]
        return said is not None and said.state == state

    await soon(there, f"{channel} is {state}")


def an_answer(seat: Seat, text: str) -> Answer:
    return Answer(message=new_id(seat.desk.now()), channel="sms", text=text)


async def no(seat: Seat, do: str, before: int) -> str:
    """Why the act after the first `before` answers was refused."""

    def told() -> Any:
        since = seat.settled[before:]
        return next((re for act, re in since if act.do == do), None)

    re = await soon(told, f"{do} is answered")
    assert not re.ok, f"{do} was granted"
    assert re.e.code == "no_consent", re.e
    return str(re.e.msg)


# ---- every path (27) -----------------------------------------------------------------------------

Path_ = Callable[[Office, Seat, Person, str], Coroutine[Any, Any, None]]


async def typed(work: Office, seat: Seat, person: Person, lead: str) -> None:
    before = len(seat.settled)
    seat.desk.send_message(lead, "sms", "One more thing")
    assert "stop" in (await no(seat, "send_message", before)).lower()
    draft = seat.desk.draft(lead, "sms")
    assert draft is not None
    assert draft.text == "One more thing", "the words are not lost"


async def handed_over(work: Office, seat: Seat, person: Person, lead: str) -> None:
    """Through the computer's own program."""
    assert not seat.desk.hand_over(lead, "sms", "By hand then")
    before = len(seat.settled)
    seat.desk.start_touch(lead, "sms", "By hand then")
    await no(seat, "start_touch", before)
    assert seat.dialer.taken == []


async def enquires_anew(work: Office, seat: Seat, person: Person, lead: str) -> None:
    """What a form claims does not undo it."""
    again = await post(work.hub, **person.form(sms_consent="yes", consent="true"))
    await seat.has(again)
    await stopped(seat, again)
    before = len(seat.settled)
    seat.desk.send_message(again, "sms", "You are back!")
    await no(seat, "send_message", before)


async def calls_us(work: Office, seat: Seat, person: Person, lead: str) -> None:
    """A call nobody took is answered by text where that may be."""
    told = await asyncio.to_thread(work.carrier.call_in, work.inbound(), person.number)
    assert told == 200
    await soon(lambda: "missed" in seat.whys(lead), "it rings")


async def allowed_by_the_rep(work: Office, seat: Seat, person: Person, lead: str) -> None:
    """Only they can take it back."""
    seat.desk.set_consent(lead, "sms", True, "she said it is fine")
    re = await soon(lambda: seat.answer("set_consent"), "answered")
    assert not re.ok
    await stopped(seat, lead)


@pytest.mark.parametrize(
    "path",
    [typed, handed_over, enquires_anew, calls_us,
     allowed_by_the_rep],
    ids=lambda path: path.__name__,
)  # fmt: skip
async def test_nothing_reaches_the_carrier_for_who_said_stop(
    path: Path_, at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_work, jane)
        first = anna.desk.send_message(lead, "sms", "Hello, when suits?")
        await stands(anna, lead, first, "sent")
        await says(at_work, jane, "Stop.")
        await stopped(anna, lead)
        asked = at_work.carrier.attempts()
        await path(at_work, anna, jane, lead)
        await settled_down(anna)
        assert len(at_work.to(jane)) == 1, "the first, from before"
        assert at_work.carrier.attempts() == asked, "the carrier was not even asked"


@pytest.mark.parametrize("looks", [True, False], ids=["one click", "by a desk that does not look"])
async def test_a_claim_of_who_said_stop_sends_nothing(
    looks: bool, at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await post(at_work.hub, **jane.form())
        await anna.has(lead)
        await says(at_work, jane, "STOP")
        await stopped(anna, lead)
        asked = at_work.carrier.attempts()
        if looks:
            anna.desk.acted(lead, "sms")
        else:
            anna.desk.claim(lead, answer=an_answer(anna, "Claimed and said"))
        await soon(lambda: anna.answer("claim"), "answered")
        await settled_down(anna)
        assert at_work.carrier.attempts() == asked
        assert at_work.to(jane) == []
        assert anna.desk.leads[lead].owner == (anna.account.rep if anna.answer("claim").ok else "")


async def settled_down(seat: Seat) -> None:
    """Everything asked of the hub has been answered, and what it queued would have left."""
    await soon(lambda: all(act.state == "needs_user" for act in seat.desk.pending()), "answered")
    await seat.until_here(next(iter(seat.desk.leads)))
    await soon(
        lambda: (
            not any(
                one.state in ("waiting", "sending")
                for lead in seat.desk.leads.values()
                for one in lead.messages
            )
        ),
        "nothing is on its way",
    )


async def test_a_failed_text_is_not_sent_anew_to_who_said_stop_meanwhile(
    at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_work, jane)
        at_work.carrier.next(Fault("status", status=400))
        first = anna.desk.send_message(lead, "sms", "Hello, when suits?")
        await stands(anna, lead, first, "failed")
        await says(at_work, jane, "stop")
        await stopped(anna, lead)
        asked, before = at_work.carrier.attempts(), len(anna.settled)
        anna.desk.send_message(lead, "sms", "Hello, when suits?", retry_of=first)
        await no(anna, "send_message", before)
        assert at_work.carrier.attempts() == asked
        assert at_work.to(jane) == []


async def test_a_stop_is_one_whatever_way_it_is_written(at_work: Office, tmp_path: Path) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        people = {words: somebody() for words in (*SPELLINGS, *NOT_STOPS)}
        leads = {words: await post(at_work.hub, **one.form()) for words, one in people.items()}
        await anna.has(*leads.values())
        for words, one in people.items():
            await says(at_work, one, words)
        for words, lead in leads.items():
            await soon(
                lambda i=lead: any(m.direction == "inbound" for m in anna.desk.leads[i].messages),  # type: ignore[misc]
                f"{words!r} came",
            )
        no = {
            words
            for words, lead in leads.items()
            if (said := anna.desk.leads[lead].consent.get("sms")) and said.state == "refused"
        }
        assert set(SPELLINGS) - no == set(), "not understood as a stop"
        assert no - set(SPELLINGS) == set(), "taken for a stop"


# ---- what is on its way already ------------------------------------------------------------------


async def test_a_stop_takes_back_what_waits_and_what_is_held_till_morning(tmp_path: Path) -> None:
    changed = (
        ('undo = "5 s"', 'undo = "4 s"'),
        ('answer_grace = "30 min"', 'answer_grace = "0 s"'),
    )
    with office(tmp_path / "h", *changed, rules=shut_now()) as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            jane = somebody()
            lead = await owned(anna, work, jane)
            one = anna.desk.send_message(lead, "sms", "For the morning")
            held = await stands(anna, lead, one, "held")
            assert held.goes > anna.desk.now() + 3_600_000
            assert held.held_why == "quiet hours there"
            assert work.to(jane) == []
            await says(work, jane, "stop")
            stood = await stands(anna, lead, one, "refused")
            assert "stop" in stood.why
            retried = len(anna.settled)
            anna.desk.send_message(lead, "sms", "For the morning", retry_of=one)
            await no(anna, "send_message", retried)
            assert work.carrier.attempts() == 0


async def test_a_stop_inside_the_undo_window_is_in_time(tmp_path: Path) -> None:
    """A busy machine has a minute for it. That what nobody stops does leave, it shows at once: for
    the second text the playbook gives no time, and its hub begins anew with that."""
    with office(tmp_path / "h", (AT_ONCE[0], 'undo = "1 min"')) as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            jane, jim = somebody(), somebody()
            hers, his = [await owned(anna, work, person) for person in (jane, jim)]
            one = anna.desk.send_message(hers, "sms", "About to leave")
            await stands(anna, hers, one, "waiting")
            await says(work, jane, "STOP")
            await stands(anna, hers, one, "refused")
            await asyncio.to_thread(work.hub.stop)
            work.rule('undo = "1 min"', AT_ONCE[1])
            await asyncio.to_thread(work.hub.restart)
            anna.desk.reconnect_now()
            other = anna.desk.send_message(his, "sms", "About to leave")
            await stands(anna, his, other, "sent")
            assert [len(work.to(person)) for person in (jane, jim)] == [0, 1]
            assert work.carrier.attempts() == 1, "the carrier was not even asked"


# ---- whose it is ---------------------------------------------------------------------------------


async def test_a_stop_said_to_one_team_holds_for_every_lead_of_that_number_on_any_team(
    at_work: Office, tmp_path: Path
) -> None:
    async with (
        desk(at_work.hub, "Anna", tmp_path) as anna,
        desk(at_work.hub, "Ben", tmp_path, team="East") as ben,
    ):
        jane = somebody()
        mine = await owned(anna, at_work, jane)
        his = await owned(ben, at_work, jane, team="East")
        assert mine != his
        await says(at_work, jane, "stop")
        await stopped(anna, mine)
        await stopped(ben, his)
        asked, before = at_work.carrier.attempts(), len(ben.settled)
        ben.desk.send_message(his, "sms", "Hello from East")
        await no(ben, "send_message", before)
        third = await post(at_work.hub, team="East", **{**jane.form(), "email": f"z{jane.mail}"})
        await ben.has(third)
        await stopped(ben, third)
        ben.desk.claim(third, answer=an_answer(ben, "Hello once more"))
        await soon(lambda: ben.answer("claim"), "answered")
        await settled_down(ben)
        assert at_work.carrier.attempts() == asked


async def test_start_brings_texts_back_and_a_stop_by_text_leaves_mail_alone(
    at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_work, jane)
        await says(at_work, jane, "STOP")
        await stopped(anna, lead)
        mail = anna.desk.send_message(lead, "email", "By mail then", subject="Your question")
        await stands(anna, lead, mail, "sent")
        assert at_work.mail is not None
        await soon(lambda: at_work.mail.copies("By mail then", jane.mail), "the mail is there")  # type: ignore[union-attr]
        await says(at_work, jane, "Start")
        await stopped(anna, lead, state="allowed")
        one = anna.desk.send_message(lead, "sms", "Good to have you back")
        await stands(anna, lead, one, "sent")
        assert [text.body for text in at_work.to(jane)] == ["Good to have you back"]


async def test_what_the_carrier_says_of_somebody_who_stopped_there_counts_here(
    at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        late = somebody()
        lead = await owned(anna, at_work, late)
        one = anna.desk.send_message(lead, "sms", "Hello there")
        await stands(anna, lead, one, "sent")
        (taken,) = at_work.to(late)
        await asyncio.to_thread(at_work.carrier.report, taken.sid, "undelivered", "21610")
        await stands(anna, lead, one, "failed")
        await stopped(anna, lead)
        asked, before = at_work.carrier.attempts(), len(anna.settled)
        anna.desk.send_message(lead, "sms", "Are you there?")
        await no(anna, "send_message", before)
        assert at_work.carrier.attempts() == asked


@pytest.mark.real
async def test_an_out_of_office_reply_is_no_stop_whatever_it_says(
    at_work: Office, tmp_path: Path
) -> None:
    """exim's own vacation message: "I am on holiday until Monday. Please stop by then"."""
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        person = Person(somebody().number, AWAY, "Away Person")
        lead = await owned(anna, at_work, person)
        one = anna.desk.send_message(lead, "email", "When suits?", subject="unsubscribe")
        await stands(anna, lead, one, "sent")
        await soon(lambda: any(m.away for m in anna.desk.leads[lead].messages), "the reply is read")
        said = anna.desk.leads[lead].consent.get("email")
        assert said is None or said.state != "refused"
        assert "reply" not in anna.whys(lead)
        two = anna.desk.send_message(lead, "email", "Next week then?", subject="Your question")
        await stands(anna, lead, two, "sent")
        assert message(anna, lead, one).state in ("sent", "delivered")  # type: ignore[union-attr]
