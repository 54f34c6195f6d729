"""The running call of a desk: which way it is made, its steps into the log, and what opens the
outcome bar."""

from typing import Any

import pytest

from app.domain import facts as f
from app.domain.lead import Lead
from app.protocol import messages as m
from client.calls import Calls, Way
from client.hooks import Hooks, Pending, RunningCall
from client.settings import CallBy, Settings
from client.system.softphone import CallEvent, OtherCall, Probe, Softphone
from tests import builders as b
from tests.fakes import FakeClock, FakeDialer

NUMBER = "+447700900142"
MINE = "+358401234567"


class ToldPhone(Softphone):
    """Takes what is dialled, and tells what a test lets it tell. The real one: test_softphone."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(now=clock.wall, mono=clock.mono)
        self.dialled: list[tuple[str, str]] = []
        self.used: list[tuple[str, str]] = []
        self.hung_up = 0
        self.no = ""
        self.usable = False

    async def probe(self, at: str, template: str = "{e164}") -> Probe:
        return Probe(self.usable, "baresip 1.0.0.")

    def use(self, at: str, template: str = "{e164}") -> None:
        self.used.append((at, template))

    def dial(self, e164: str, call: str) -> str:
        if not self.no:
            self.dialled.append((e164, call))
        return self.no

    def hang_up(self) -> bool:
        self.hung_up += 1
        return True


class Bench:
    def __init__(self, **settings: Any) -> None:
        self.clock, self.dialer = FakeClock(wall=b.NOON), FakeDialer()
        self.phone = ToldPhone(self.clock)
        self.leads = {"lead-1": b.fold(b.claimed(), lead=b.a_lead())}
        self.logged: list[tuple[Any, ...]] = []
        self.shown: list[RunningCall | None] = []
        self.ended: list[tuple[str, str, int, bool]] = []
        self.called_in: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.company = "Twilio"
        hooks = Hooks(_fail)
        hooks.call.connect(self.shown.append)
        hooks.call_ended.connect(lambda *said: self.ended.append(said))
        hooks.called_in.connect(lambda *said: self.called_in.append(said))
        hooks.told.connect(self.told.append)
        self.calls = Calls(
            self.phone, dialer=self.dialer, hooks=hooks, log=self._log,
            leads=lambda: self.leads, me=lambda: b.ANNA.rep, now=self.clock.wall,
            company=lambda: self.company,
        )  # fmt: skip
        self.calls.use(Settings(**settings))

    def _log(self, *said: Any, **named: Any) -> str:
        self.logged.append((*said, *named.values()))
        return "op"

    @property
    def lead(self) -> Lead:
        return self.leads["lead-1"]

    def call(self, touch: str = "touch-1") -> tuple[Way, bool]:
        way = self.calls.begin("lead-1", touch)
        return way, self.calls.place(self.lead, NUMBER)

    def tell(self, state: Any, **more: Any) -> None:
        self.phone.event(CallEvent(state=state, id="touch-1", at_ms=self.clock.wall(), **more))

    def begun(self, touch: str = "touch-1") -> None:
        """The hub's fact of the touch is here."""
        self.leads["lead-1"] = b.fold(b.started(touch=touch), lead=self.lead)

    def fact(self, state: Any, seconds: int = 0) -> None:
        progress = f.CallProgress(touch="touch-1", state=state, at=b.NOON, seconds=seconds)
        self.leads["lead-1"] = b.fold(progress, lead=self.lead)
        self.calls.fact(self.lead, progress)


def _fail(wrong: BaseException) -> None:
    raise wrong


def test_by_default_the_number_is_handed_to_the_computers_own_phone() -> None:
    bench = Bench()
    assert bench.call() == (Way(), True)
    assert bench.dialer.taken == [("call", NUMBER, "")]
    assert (bench.phone.dialled, bench.phone.used) == ([], [("", "{e164}")])
    assert bench.calls.running is None
    assert not bench.calls.hang_up()


def test_when_nothing_takes_the_number_the_rep_is_told() -> None:
    bench = Bench()
    bench.dialer.takes = False
    assert bench.call() == (Way(), False)
    assert bench.told == ["Nothing on this machine takes it. Choose a program in the settings."]


def test_a_softphone_is_dialled_and_each_step_goes_into_the_log_once() -> None:
    bench = Bench(call_by="softphone", sip_dials="sip:{e164}@pbx.example")
    assert bench.phone.used == [("127.0.0.1:4444", "sip:{e164}@pbx.example")]
    assert bench.call() == (Way(via="softphone"), True)
    assert bench.phone.dialled == [(NUMBER, "touch-1")]
    bench.tell("ringing")
    bench.tell("ringing")  # early media after the ring
    bench.tell("answered")
    bench.clock.forward(42_000)
    bench.tell("ended", seconds=42, why="they hung up")
    at = b.NOON
    assert bench.logged == [
        ("lead-1", "touch-1", "ringing", at, 0, ""),
        ("lead-1", "touch-1", "answered", at, 0, ""),
        ("lead-1", "touch-1", "ended", at + 42_000, 42, "they hung up"),
    ]
    assert bench.ended == [("lead-1", "touch-1", 42, True)]
    assert [one.state if one else "over" for one in bench.shown] == [
        None, "ringing", "answered", "over",
    ]  # fmt: skip


def test_a_call_nobody_answered_ends_without_having_been_reached() -> None:
    bench = Bench(call_by="softphone")
    bench.call()
    bench.tell("ringing")
    bench.tell("failed", why="busy")
    assert bench.ended == [("lead-1", "touch-1", 0, False)]
    assert bench.logged[-1][2:] == ("failed", b.NOON, 0, "busy")


def test_hanging_up_is_for_a_call_that_is_driven_from_here() -> None:
    bench = Bench(call_by="softphone")
    assert bench.calls.hang_up() is False
    bench.call()
    assert bench.calls.hang_up()
    assert bench.phone.hung_up == 1
    bench.tell("ended")
    assert bench.calls.running is None
    assert bench.calls.hang_up() is False


def test_a_phone_that_cannot_call_is_said_and_logged_and_nothing_runs() -> None:
    bench = Bench(call_by="softphone")
    bench.phone.no = "Nothing listens at 127.0.0.1:4444."
    assert bench.call() == (Way(via="softphone"), False)
    assert bench.told == ["Nothing listens at 127.0.0.1:4444. The number was not dialled."]
    assert bench.logged == [
        ("lead-1", "touch-1", "failed", b.NOON, "Nothing listens at 127.0.0.1:4444.")
    ]
    assert bench.calls.running is None


async def test_the_test_call_rings_can_be_hung_up_and_is_nobodys_touch() -> None:
    bench = Bench(call_by="softphone")
    bench.phone.usable = True
    said = await bench.calls.test("softphone", MINE)
    assert said == "baresip 1.0.0. Dialling +358401234567: H hangs up."
    assert bench.phone.dialled == [(MINE, "")]
    assert bench.calls.hang_up()
    bench.phone.event(CallEvent(state="ended", id="", at_ms=b.NOON))
    assert (bench.logged, bench.ended, bench.calls.running) == ([], [], None)


async def test_a_test_without_a_number_dials_nothing() -> None:
    bench = Bench(call_by="softphone")
    bench.phone.usable = True
    assert await bench.calls.test("softphone", "") == "baresip 1.0.0."
    assert (bench.phone.dialled, bench.shown) == ([], [])


def test_calling_again_in_an_open_touch_logs_into_that_touch() -> None:
    bench = Bench(call_by="softphone")
    bench.begun("touch-0")
    assert bench.calls.place(bench.lead, NUMBER)
    assert bench.phone.dialled == [(NUMBER, "touch-0")]


def test_what_the_hub_says_of_a_call_we_drive_is_what_we_told_it() -> None:
    bench = Bench(call_by="softphone")
    bench.call()
    bench.begun()
    bench.tell("ringing")
    bench.fact("ringing")
    bench.tell("answered")
    bench.tell("ended", seconds=3)
    bench.fact("answered")
    bench.fact("ended", 3)
    assert bench.ended == [("lead-1", "touch-1", 3, True)]
    assert bench.calls.running is None


def test_the_companys_phone_system_rings_my_phone_and_tells_through_the_hub() -> None:
    bench = Bench(call_by="company", my_phone=MINE)
    assert bench.call() == (Way(via="company", ring=MINE), True)
    assert (bench.dialer.taken, bench.phone.dialled) == ([], [])
    bench.begun()
    for state in ("ringing_rep", "ringing", "answered"):
        bench.fact(state)
        assert bench.calls.running is not None
        assert bench.calls.running.state == state
    assert not bench.calls.may_hang_up
    bench.fact("ended", 61)
    assert bench.ended == [("lead-1", "touch-1", 61, True)]
    assert bench.logged == []


def test_a_company_call_that_began_before_this_desk_did_still_opens_the_outcome() -> None:
    bench = Bench(call_by="company", my_phone=MINE)
    bench.begun()
    bench.fact("ended", 5)
    assert bench.ended == [("lead-1", "touch-1", 5, True)]


def test_calls_of_others_open_nothing_here() -> None:
    bench = Bench(call_by="company", my_phone=MINE)
    bench.leads["lead-1"] = b.fold(b.started(touch="touch-1", rep=b.JONAS.rep), lead=bench.lead)
    bench.fact("answered")
    bench.fact("ended", 5)
    assert (bench.ended, bench.shown) == ([], [])


def test_a_company_call_the_hub_refused_is_over() -> None:
    bench = Bench(call_by="company", my_phone=MINE)
    bench.call()
    act = Pending(op="o", do="start_touch", lead="lead-1", made=b.NOON, state="sent")
    bench.calls.settled(act, m.Re(re=1, op="o", ok=False))
    assert bench.calls.running is None
    assert bench.ended == []


@pytest.mark.parametrize(
    ("set_to", "phone", "company", "used"),
    [
        ("company", MINE, True, "company"),
        ("company", MINE, False, "tel"),
        ("company", "", True, "tel"),
        ("company", "0401234567", True, "tel"),
        ("softphone", "", False, "softphone"),
        ("tel", MINE, True, "tel"),
    ],
)
def test_the_company_calls_only_where_it_can_and_knows_my_phone(
    set_to: CallBy, phone: str, company: bool, used: CallBy
) -> None:
    bench = Bench(call_by=set_to, my_phone=phone)
    bench.company = "Twilio" if company else ""
    assert bench.calls.call_by == used


@pytest.mark.parametrize(
    ("number", "lead"),
    [
        (NUMBER, "lead-1"),
        ("07700900142", "lead-1"),
        ("447700900142", "lead-1"),
        ("+447700900143", ""),
        ("900142", ""),
        ("", ""),
    ],
)
def test_whoever_calls_back_is_known_by_their_number(number: str, lead: str) -> None:
    bench = Bench(call_by="softphone")
    person = b.a_lead().person
    assert person.phone
    bench.leads["lead-1"] = _with_phone(bench.lead, NUMBER)
    bench.phone.other(OtherCall(state="coming_in", number=number, at_ms=b.NOON))
    assert bench.called_in == [(lead, number)]


def _with_phone(lead: Lead, phone: str) -> Lead:
    from msgspec.structs import replace

    return replace(lead, person=replace(lead.person, phone=phone))
