"""One key claims and answers: the words go with the claim, or nothing goes and it says why."""

from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from app.domain.evolve import evolve
from app.domain.facts import MessageQueued
from app.domain.lead import Consent, Lead
from app.domain.message import Answer
from app.protocol import messages as m
from client.acknowledge import Acknowledge
from client.hooks import Hooks, Pending
from tests import builders as b
from tests.fakes import FakeClock, FakeDialer

SENDS = m.Gateways(sms="Kannel", email="SMTP")


class Bench:
    def __init__(self, lead: Lead | None = None, gateways: m.Gateways = SENDS) -> None:
        self.dialer, self.clock = FakeDialer(), FakeClock(wall=b.NOON)
        self.leads = {"lead-1": lead or b.a_lead()}
        self.composed: list[tuple[str, str, str]] = []
        self.over: list[tuple[str, str]] = []
        self.begun: list[str] = []
        self.answer: Answer | None = None
        hooks = Hooks(_fail)
        hooks.compose.connect(lambda *said: self.composed.append(said))
        self.ack = Acknowledge(
            self,
            dialer=self.dialer,
            call=lambda lead, to: True,
            hooks=hooks,
            leads=lambda: self.leads,
            playbook=b.a_playbook,
            signature=lambda: (b.ANNA.rep, b.ANNA.name, "West"),
            now=self.clock.wall,
            over=lambda lead, why: self.over.append((lead, why)),
            gateways=lambda: gateways,
        )

    def claim(self, lead_id: str, then: Any = None) -> str:
        self.answer = self.ack.answer(lead_id, then, "m1")
        self.ack.after("op-1", lead_id, then)
        return "op-1"

    def later(self, lead_id: str, minutes: int = 10) -> str:
        return ""

    def start_touch(self, lead_id: str, channel: Any, text: str = "", template: str = "") -> str:
        self.begun.append(channel)
        return "t1"

    def settle(self, *, ok: bool = True) -> None:
        act = Pending(op="op-1", do="claim", lead="lead-1", made=b.NOON, state="sent",
                      answer=self.answer)  # fmt: skip
        lost = m.Problem(code="already_claimed", msg="Jonas has it.", owner="j",
                         owner_name="Jonas", since=b.NOON - 300)  # fmt: skip
        granted = m.Settled(gen=1, queued=self.answer is not None)
        e, r = (None, granted) if ok else (lost, None)
        if ok:
            lead = b.fold(b.claimed(), lead=self.leads["lead-1"])
            if self.answer is not None:
                lead = evolve(lead, queued(self.answer))
            self.leads["lead-1"] = lead
        self.ack.settled(act, m.Re(re=1, op="op-1", ok=ok, r=r, e=e))


def queued(answer: Answer) -> MessageQueued:
    return MessageQueued(message=answer.message, channel=answer.channel, to="x", text=answer.text,
                         at=b.NOON, goes=b.NOON, rep=b.ANNA.rep)  # fmt: skip


def _fail(wrong: BaseException) -> None:
    raise wrong


def test_the_words_go_with_the_claim_and_the_composer_opens() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "sms")
    assert bench.answer is not None
    assert (bench.answer.channel, bench.answer.template) == ("sms", "thanks_sms")
    assert "Imogen" in bench.answer.text
    assert "{" not in bench.answer.text
    bench.settle()
    assert bench.composed == [("lead-1", "sms", "")]
    assert (bench.dialer.taken, bench.begun) == ([], [])


def test_the_hubs_answer_may_overtake_its_fact_and_the_words_are_waited_for() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "sms")
    assert bench.answer is not None
    act = Pending(
        op="op-1", do="claim", lead="lead-1", made=b.NOON, state="sent", answer=bench.answer
    )
    bench.ack.settled(act, m.Re(re=1, op="op-1", ok=True, r=m.Settled(gen=1, queued=True)))
    assert bench.composed == []
    fact = queued(bench.answer)
    bench.ack.changed(b.fold(b.claimed(), fact, lead=bench.leads["lead-1"]), fact)
    assert bench.composed == [("lead-1", "sms", "")]


def test_words_the_hub_did_not_take_are_said_to_be_unsent() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "sms")
    act = Pending(
        op="op-1", do="claim", lead="lead-1", made=b.NOON, state="sent", answer=bench.answer
    )
    bench.ack.settled(act, m.Re(re=1, op="op-1", ok=True, r=m.Settled(gen=1)))
    assert bench.composed == [
        ("lead-1", "sms", "The hub took the claim and not the words. Nothing was sent.")
    ]


def test_a_lost_claim_says_who_and_that_nothing_was_sent() -> None:
    bench = Bench()
    bench.ack.acted("lead-1", "email")
    bench.settle(ok=False)
    assert bench.over == [
        ("lead-1", "Jonas took it, 0.3 s before you. Nothing was sent from here.")
    ]
    assert bench.composed == []


def test_without_a_gateway_it_is_handed_over_as_ever() -> None:
    bench = Bench(gateways=m.Gateways())
    bench.ack.acted("lead-1", "sms")
    assert bench.answer is None
    bench.settle()
    assert [taken[0] for taken in bench.dialer.taken] == ["sms"]
    assert bench.composed == []


class Case(Struct, frozen=True):
    lead: Lead
    why: str


NO = Consent(state="refused", why="STOP on Tuesday")
CASES = {
    "refused": Case(b.a_lead(consent={"sms": NO}), "No SMS to Imogen Okafor: STOP on Tuesday."),
    "no number": Case(b.a_lead(person=b.a_person(phone="")), "left no number"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_where_somebody_has_to_look_only_the_claim_goes(case: Case) -> None:
    bench = Bench(case.lead)
    bench.ack.acted("lead-1", "sms")
    assert bench.answer is None
    bench.settle()
    [(_, _, why)] = bench.composed
    assert case.why in why
    assert why.endswith("Nothing was sent.")


def test_who_got_all_the_wordings_gets_none_of_them_again() -> None:
    lead = b.a_lead()
    bench = Bench(lead)
    for number in range(40):
        answer = bench.ack.answer("lead-1", "sms", f"m{number}")
        if answer is None:
            break
        bench.leads["lead-1"] = evolve(bench.leads["lead-1"], queued(replace(answer)))
        texts = [message.text for message in bench.leads["lead-1"].messages]
        assert len(set(texts)) == len(texts)
    bench.ack.acted("lead-1", "sms")
    bench.settle()
    assert bench.composed[-1][2].startswith("They got all of the templates already.")


def test_a_button_for_a_lead_that_is_mine_opens_the_composer_and_sends_nothing() -> None:
    bench = Bench(b.a_lead(b.claimed()))
    bench.ack.acted("lead-1", "sms")
    assert bench.composed == [("lead-1", "sms", "")]
    assert (bench.dialer.taken, bench.begun) == ([], [])
