"""What a desk shows of acts the hub has not answered: the same rules, and marked as its own."""

from msgspec import to_builtins
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.lead import Lead
from client.alerts import Alerts
from client.foreseen import ANSWER_MS, Foreseen
from client.hooks import Hooks, Ring
from client.pending import Act, Outbox
from client.ring_rules import Rules
from tests import builders as b
from tests.fakes import FakeClock, FakeNotifier, FakeSound, turns

MINUTE = 60_000
BOOK = b.a_playbook()


class Bench:
    """A rep who is on a call, and the outbox of that desk."""

    def __init__(self) -> None:
        self.clock = FakeClock(wall=b.NOON)
        self.outbox = Outbox()
        lead = b.a_lead(b.claimed(), b.started())
        self.leads: dict[str, Lead] = {lead.id: lead}
        self.seen = Foreseen(
            self.outbox,
            leads=lambda: self.leads,
            actor=lambda: b.ANNA,
            playbook=lambda: BOOK,
            now=self.clock.wall,
        )

    @property
    def lead(self) -> Lead:
        return self.leads["lead-1"]

    def act(self, command: c.WireCommand) -> Act:
        act = Act(
            op=f"op-{len(self.outbox)}", do=command.do, lead="lead-1", b=to_builtins(command),
            at=self.clock.wall(), gen=1,
        )  # fmt: skip
        self.outbox.add(act)
        return act

    def hang_up(self, disposition: str = "no_answer", clue: str = "") -> Act:
        touch = self.lead.touches[-1].id
        return self.act(c.EndTouch(touch=touch, disposition=disposition, clue=clue))  # type: ignore[arg-type]


def test_a_call_ended_without_the_hub_has_a_next_touch_marked_as_provisional() -> None:
    desk = Bench()
    assert desk.seen.next_touch("lead-1", live=False) is None
    desk.hang_up()
    ahead = desk.seen.next_touch("lead-1", live=False)
    assert ahead is not None and ahead.provisional
    assert ahead.at > b.NOON and ahead.attempt == 2 and ahead.reason.startswith("No answer")
    assert desk.seen["lead-1"].running() is None
    assert desk.lead.running() is not None


def test_what_they_said_on_that_call_counts() -> None:
    desk = Bench()
    desk.hang_up("callback", clue="Mon 10:15")
    ahead = desk.seen.next_touch("lead-1", live=False)
    assert ahead is not None and ahead.pinned and ahead.provisional
    assert ahead.reason.startswith("Promised")


def test_it_is_gone_once_the_hub_answered() -> None:
    desk = Bench()
    act = desk.hang_up()
    mine = desk.seen.next_touch("lead-1", live=False)
    assert mine is not None
    touch = desk.lead.touches[-1].id
    after = evolve(desk.lead, b.ended(touch=touch, disposition="no_answer"))
    told = replace(mine, at=mine.at + MINUTE, provisional=False)
    desk.leads["lead-1"] = evolve(after, f.NextTouchSet(at=b.NOON, next=told))
    desk.outbox.drop(act.op)
    assert desk.seen.next_touch("lead-1", live=False) == told


def test_while_a_live_hub_is_about_to_answer_nothing_flickers() -> None:
    desk = Bench()
    desk.hang_up()
    assert desk.seen.next_touch("lead-1", live=True) is None
    desk.clock.forward(ANSWER_MS)
    assert desk.seen.next_touch("lead-1", live=True) is not None


def test_a_claim_is_never_foreseen_nor_what_hangs_on_it() -> None:
    desk = Bench()
    free = b.a_lead()
    desk.leads["lead-1"] = free
    desk.act(c.ClaimLead())
    desk.act(c.StartTouch(touch="touch-9", channel="call"))
    assert desk.seen["lead-1"] == free


def test_what_the_rep_must_decide_on_first_is_not_foreseen() -> None:
    desk = Bench()
    desk.hang_up().state = "needs_user"
    assert desk.seen["lead-1"] == desk.lead


def test_it_stays_as_it_was_worked_out_until_something_changes() -> None:
    desk = Bench()
    desk.hang_up()
    first = desk.seen["lead-1"]
    desk.clock.forward(30 * MINUTE)
    assert desk.seen["lead-1"] is first


async def test_a_provisional_touch_that_falls_due_rings() -> None:
    desk = Bench()
    rings: list[Ring] = []
    hooks = Hooks(_fail)
    hooks.ring.connect(rings.append)
    alerts = Alerts(
        hooks=hooks, notifier=FakeNotifier(), sound=FakeSound(), clock=desk.clock,
        now=desk.clock.wall, leads=lambda: desk.seen, seen=lambda lead, eid: None,
        soon=lambda work: work(), on_error=_fail,
    )  # fmt: skip
    alerts.rules = Rules(b.ANNA.rep, "rep", BOOK)
    desk.hang_up()
    alerts.remind(desk.seen["lead-1"])
    ahead = desk.seen.next_touch("lead-1", live=False)
    assert ahead is not None
    desk.clock.forward(ahead.at - desk.clock.wall() - 1)
    alerts.ring(alerts.fallen_due())
    assert rings == []
    desk.clock.forward(1)
    alerts.ring(alerts.fallen_due())
    await turns()
    assert [(ring.why, ring.leads) for ring in rings] == [("due", ("lead-1",))]


def _fail(wrong: BaseException) -> None:
    raise wrong
