"""From a key to an answered person; and that a lost claim dials and sends nothing."""

from typing import Any

from app.domain.lead import Consent, Lead
from app.domain.touch import Channel
from app.protocol import messages as m
from client.acknowledge import Acknowledge
from client.calls import Calls
from client.hooks import Hooks, Pending
from client.ports import ActionKey
from client.system.softphone import Softphone
from tests import builders as b
from tests.fakes import FakeClock, FakeDialer


class Bench:
    """The verbs are recorded; `grant` and `lose` play the hub's answer."""

    def __init__(self, lead: Lead | None = None) -> None:
        self.clock = FakeClock(wall=b.NOON)
        self.dialer = FakeDialer()
        self.leads = {"lead-1": lead or b.a_lead()}
        self.done: list[tuple[Any, ...]] = []
        self.over: list[tuple[str, str]] = []
        self.opened: list[str] = []
        self.told: list[str] = []
        hooks = Hooks(_fail)
        hooks.open_lead.connect(self.opened.append)
        hooks.told.connect(self.told.append)
        calls = Calls(
            Softphone(now=self.clock.wall, mono=self.clock.mono), dialer=self.dialer, hooks=hooks,
            log=lambda *said, **named: "", leads=lambda: self.leads, me=lambda: b.ANNA.rep,
            now=self.clock.wall, company=lambda: "",
        )  # fmt: skip
        self.ack = Acknowledge(
            self,
            dialer=self.dialer,
            call=calls.place,
            hooks=hooks,
            leads=lambda: self.leads,
            playbook=b.a_playbook,
            signature=lambda: (b.ANNA.rep, b.ANNA.name, "West"),
            now=self.clock.wall,
            over=lambda lead, why: self.over.append((lead, why)),
        )

    def claim(self, lead_id: str, then: Channel | None = None) -> str:
        self.done.append(("claim", lead_id))
        if then is not None:
            self.ack.after("op-1", lead_id, then)
        return "op-1"

    def later(self, lead_id: str, minutes: int = 10) -> str:
        self.done.append(("later", lead_id, minutes))
        return "op-2"

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str:
        self.done.append(("start_touch", lead_id, channel))
        return "touch-1"

    def act(self) -> Pending:
        return Pending(op="op-1", do="claim", lead="lead-1", made=b.NOON, state="sent")

    def grant(self) -> None:
        self.leads["lead-1"] = b.fold(b.claimed(), lead=self.leads["lead-1"])
        self.ack.settled(self.act(), m.Re(re=1, op="op-1", ok=True, r=m.Settled(gen=1)))

    def lose(self, since: int) -> None:
        problem = m.Problem(
            code="already_claimed", msg="Jonas has this lead.", owner="j", owner_name="Jonas",
            since=since,
        )  # fmt: skip
        self.ack.settled(self.act(), m.Re(re=1, op="op-1", ok=False, e=problem))


def _fail(wrong: BaseException) -> None:
    raise wrong


def test_claim_and_call_dials_only_after_the_hub_has_granted_it() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "claim-call")
    assert (bench.done, bench.dialer.taken) == ([("claim", "lead-1")], [])
    bench.grant()
    assert bench.done[-1] == ("start_touch", "lead-1", "call")
    assert bench.dialer.taken == [("call", "+447700900142", "")]
    assert bench.opened == ["lead-1"]


def test_a_lost_claim_says_who_and_by_how_much_and_nothing_leaves() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "sms")
    bench.lose(since=b.NOON - 300)
    assert bench.over == [
        ("lead-1", "Jonas took it, 0.3 s before you. Nothing was sent from here.")
    ]
    assert bench.dialer.taken == []
    assert bench.done == [("claim", "lead-1")]


def test_an_sms_is_filled_from_the_playbook() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "sms")
    bench.grant()
    [(channel, to, words)] = bench.dialer.taken
    assert (channel, to) == ("sms", "+447700900142")
    assert "Imogen" in words
    assert "{" not in words


def test_an_email_goes_to_the_address_they_gave() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "email")
    bench.grant()
    [(channel, to, _)] = bench.dialer.taken
    assert (channel, to) == ("email", "imogen@kestrel.example")


def test_later_passes_and_a_click_opens() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "later")
    bench.ack.acted("lead-1", "default")
    assert bench.done == [("later", "lead-1", 10)]
    assert bench.opened == ["lead-1"]


def test_what_is_mine_already_is_called_without_asking() -> None:
    bench = Bench(b.a_lead(b.claimed()))
    bench.ack.acted("lead-1", "claim-call")
    assert bench.done == [("start_touch", "lead-1", "call")]
    assert len(bench.dialer.taken) == 1


def test_where_one_reads_first_the_claim_dials_nothing() -> None:
    bench = Bench(b.a_lead(lane="prepare_first"))
    bench.ack.acted("lead-1", "claim-call")
    bench.grant()
    assert bench.done == [("claim", "lead-1")]
    assert (bench.opened, bench.dialer.taken) == (["lead-1"], [])


def test_a_refused_channel_is_never_used_whatever_key_is_pressed() -> None:
    no = Consent(state="refused", why="STOP on Tuesday")
    lead = b.a_lead(consent={"sms": no, "call": no, "email": no})
    actions: tuple[ActionKey, ...] = ("claim-call", "sms", "email")
    for action in actions:
        bench = Bench(lead)
        bench.ack.acted("lead-1", action)
        bench.grant()
        assert bench.dialer.taken == []
        assert bench.done == [("claim", "lead-1")]
        assert "STOP on Tuesday" in bench.told[0]


def test_an_answer_that_comes_late_dials_nothing_by_itself() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "claim-call")
    bench.clock.forward(31_000)
    bench.grant()
    assert bench.dialer.taken == []
    assert "came late" in bench.told[0]


def test_a_machine_without_a_handler_says_so() -> None:
    bench = Bench()
    bench.dialer.takes = False
    bench.ack.acted("lead-1", "claim-call")
    bench.grant()
    assert bench.told == ["Nothing on this machine takes it. Choose a program in the settings."]


def test_an_answer_that_comes_twice_dials_once() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "claim-call")
    bench.grant()
    bench.ack.settled(bench.act(), m.Re(re=1, op="op-1", ok=True, replayed=True))
    assert len(bench.dialer.taken) == 1
