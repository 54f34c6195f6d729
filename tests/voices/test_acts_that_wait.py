"""What reps write is never lost, never sent twice, and never stands in the way of the next lead:
notes of a whole day, notes too long, notes on a lead that is somebody else's by now."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from msgspec import Raw

from app.domain import facts as f
from app.domain.ids import new_id
from app.protocol import codec
from app.protocol import messages as m
from app.protocol.subscriber import Fresh
from client.ending import after_close
from client.inbox import Inbox
from client.mirror import Mirror
from client.pending import Act, Answered, Outbox
from client.store.keeper import Keeper
from tests import builders as b
from tests.client.hub_model import EPOCH, STREAM
from tests.client.test_alerts import Bench
from tests.fakes import turns
from tests.hub_process import HubProcess
from tests.rigs.processes import PATIENCE_S, soon
from tests.voices.desks import Seat, desk, post, posted
from tests.voices.fault_proxy import fault_proxy

EMOJI = "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿é\u202eabc\u2066 ﷽"


def notes(seat: Seat, lead: str) -> list[str]:
    kept = seat.desk.leads[lead].timeline
    return [line.text for line in kept if line.kind == "note.added"]


async def test_a_hundred_and_fifty_notes_of_a_day_offline_arrive_in_order_without_being_cut_off(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(own_hub, "Anna", tmp_path) as anna:
        leads = await posted(own_hub, 50)
        late = await post(own_hub, email="late@lead.example", phone="")
        await anna.has(*leads, late)
        await asyncio.to_thread(own_hub.kill)
        await soon(lambda: anna.desk.link.state in ("waiting", "connecting"), "offline")
        for n in range(150):
            anna.desk.note(leads[n % 50], f"note {n}")
        await asyncio.to_thread(own_hub.restart)
        anna.desk.reconnect_now()
        await anna.live()
        before = len(anna.settled)
        anna.desk.claim(late)
        await anna.answered("claim")
        first = [act.do for act, _ in anna.settled[before:]].index("claim")
        assert first < 50, "a claim does not wait behind the notes"
        await soon(lambda: not anna.desk.pending(), "all are answered", 2 * PATIENCE_S)
        cut_off = after_close(m.CLOSE_RATE, "", None, 0).text
        assert cut_off not in [link.text for link in anna.links], "never for its rate"
        await soon(lambda: all(len(notes(anna, lead)) == 3 for lead in leads), "and told")
        for at, lead in enumerate(leads):
            assert notes(anna, lead) == [f"note {n}" for n in range(at, 150, 50)]


async def test_a_note_too_long_for_the_wire_waits_for_its_writer_and_the_desk_stays_on(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub)
        await anna.has(lead)
        anna.desk.note(lead, "é" * 40_000)
        anna.desk.note(lead, "a short one after it")
        await soon(lambda: notes(anna, lead) == ["a short one after it"], "the short one is kept")
        [waits] = anna.desk.pending(lead)
        assert (waits.state, waits.text) == ("needs_user", "é" * 40_000)
        assert "Shorten it" in waits.error
        assert anna.desk.link.state == "live"
        anna.desk.retry(waits.op)
        await soon(lambda: anna.desk.pending(lead)[0].state == "needs_user", "still too long")
        anna.desk.discard(waits.op)
        assert anna.desk.pending(lead) == []
        assert anna.states == ["connecting", "catching_up", "live"]


async def test_a_note_longer_than_a_note_may_be_is_refused_with_the_words_kept(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub)
        await anna.has(lead)
        anna.desk.note(lead, "x" * 8_001)
        anna.desk.note(lead, "\x00\x01" * 4_000)
        await soon(lambda: len(anna.settled) == 2, "both are answered")
        [waits] = anna.desk.pending(lead)
        assert waits.state == "needs_user"
        assert "8,000 characters" in waits.error
        assert anna.desk.link.state == "live"


async def test_emoji_and_marks_that_turn_text_round_go_there_and_back_everywhere(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with (
        desk(hub, f"Zoë {EMOJI[:5]}", tmp_path, role="team-lead") as zoe,
        desk(hub, "Anna", tmp_path) as anna,
    ):
        lead = await post(hub, name=f"Jane {EMOJI}", company=EMOJI, message=EMOJI * 50)
        await anna.has(lead)
        await zoe.has(lead)
        await soon(lambda: lead in anna.notifier.up, "it rings")
        anna.desk.claim(lead)
        await anna.answered("claim")
        touch = anna.desk.start_touch(lead, "sms", EMOJI * 20)
        anna.desk.end_touch(lead, touch, "sent", note=EMOJI * 20, clue=EMOJI)
        anna.desk.note(lead, EMOJI * 100)
        await soon(lambda: not anna.desk.pending(), "all are answered")
        await soon(lambda: notes(zoe, lead) and notes(anna, lead), "both know")
        await soon(lambda: zoe.desk.leads[lead] == anna.desk.leads[lead], "both know the same")
        assert notes(zoe, lead) == [EMOJI * 100]
        assert anna.desk.leads[lead].clues[-1].text == EMOJI


# ---- after losing the claim ----------------------------------------------------------------------


async def test_what_was_written_offline_about_a_lead_since_given_away_is_kept_and_said(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, AsyncExitStack() as stack:
        petra = await stack.enter_async_context(desk(hub, "Petra", tmp_path, role="team-lead"))
        jonas = await stack.enter_async_context(desk(hub, "Jonas", tmp_path))
        anna = await stack.enter_async_context(desk(hub, "Anna", tmp_path, url=net.url))
        lead = await post(hub)
        await anna.has(lead)
        anna.desk.claim(lead, then="call")
        await soon(lambda: anna.desk.leads[lead].running(), "Anna is on the phone")
        running = anna.desk.leads[lead].running()
        assert running is not None
        net.up = net.down = False
        anna.desk.end_touch(lead, running.id, "connected", note="wants a demo", clue="after 15:00")
        anna.desk.note(lead, "has two sites")
        petra.desk.assign(lead, jonas.account.rep)
        await soon(lambda: jonas.desk.leads[lead].owner_name == "Jonas", "Jonas has it")
        net.up = net.down = True
        net.reset()
        anna.desk.reconnect_now()
        await soon(lambda: not anna.desk.pending(), "everything is answered")
        re = await anna.answered("end_touch")
        assert (re.ok, re.e.code, re.e.kept) == (False, "stale_claim", True)
        assert re.e.owner_name == "Jonas"
        await soon(lambda: len(_after_loss(jonas, lead)) == 2, "Jonas reads both")
        assert set(_after_loss(jonas, lead)) == {"wants a demo", "has two sites"}
        assert jonas.desk.leads[lead].owner_name == "Jonas"
        assert "after 15:00" in jonas.desk.leads[lead].clues[-1].text


def _after_loss(seat: Seat, lead: str) -> list[str]:
    return [line.text for line in seat.desk.leads[lead].timeline if line.after_loss]


async def test_of_ten_desks_that_press_at_once_one_dials_and_nine_hear_who_and_by_how_much(
    hub: HubProcess, tmp_path: Path
) -> None:
    names = [f"Rep {n}" for n in range(10)]
    async with AsyncExitStack() as stack:
        seats = [await stack.enter_async_context(desk(hub, name, tmp_path)) for name in names]
        for n in range(5):
            lead = await post(hub, email=f"{n}@lead.example", phone=f"+44 20 7946 0{n}18")
            await asyncio.gather(*(seat.has(lead) for seat in seats))
            for seat in seats:
                seat.desk.acted(lead, "claim-call")
            await soon(lambda i=lead: _decided(seats, i), "everybody has an answer")  # type: ignore[misc]
            dialled = [seat for seat in seats if seat.dialer.taken]
            assert len(dialled) == 1
            [winner] = dialled
            await soon(lambda i=lead, w=winner: _owner(w, i) == w.rep, "and it is the winner's")  # type: ignore[misc]
            for seat in seats:
                if seat is not winner:
                    words = [why for i, why in seat.over if i == lead][-1]
                    assert words.startswith(f"{winner.rep} took it, ")
                    assert words.endswith("Nothing was sent from here.")
            winner.dialer.taken.clear()


def _owner(seat: Seat, lead: str) -> str:
    return seat.desk.leads[lead].owner_name


def _decided(seats: list[Seat], lead: str) -> bool:
    return all(any(act.lead == lead for act, _ in seat.settled) for seat in seats) and any(
        seat.dialer.taken for seat in seats
    )


async def test_two_desks_of_one_rep_hold_one_lead_between_them(
    hub: HubProcess, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    async with (
        desk(hub, "Anna", tmp_path) as office,
        desk(hub, "Anna", tmp_path / "home") as home,
    ):
        lead = await post(hub)
        await office.has(lead)
        await home.has(lead)
        office.desk.claim(lead)
        home.desk.claim(lead)
        await office.answered("claim")
        await home.answered("claim")
        assert office.answer("claim").ok
        assert home.answer("claim").ok
        await soon(lambda: not home.notifier.up, "it is quiet at home too")
        await home.until_here(lead)
        assert Counter(fact.k for i, fact in home.facts if i == lead)["lead.claimed"] == 1
        touch = office.desk.start_touch(lead, "call")
        await office.answered("start_touch")
        await soon(lambda: home.desk.leads[lead].state == "engaged", "home knows of the call")
        home.desk.end_touch(lead, touch, "no_answer")
        assert (await home.answered("end_touch")).ok
        await soon(lambda: office.desk.leads[lead].next_touch, "the next touch is booked")


# ---- a lost answer -------------------------------------------------------------------------------


async def test_a_claim_of_an_overdue_lease_is_settled_by_the_grant_not_by_the_leases_end(
    tmp_path: Path,
) -> None:
    """The answer was lost, so the facts tell: first the old lease's end, then the claim, both with
    the claim's op. What counts is the fencing token of the second."""
    bench = Bench()
    keeper = await Keeper.open(tmp_path / "desk.db", b.NOON)
    op = new_id(b.NOON)
    outbox = Outbox([Act(op=op, do="claim", lead="lead-1", b={}, at=b.NOON, saved=True)])
    settled: list[tuple[Answered, m.Re]] = []
    cursor = m.Cursor(epoch=EPOCH, view=1, seq=2, eid="eid-2")
    lead = b.a_lead(b.claimed(b.JONAS, gen=1))
    mirror = Mirror({"lead-1": lead}, {"lead-1": STREAM}, {STREAM: cursor}, _fail)
    inbox = Inbox(
        mirror=mirror,
        outbox=outbox,
        alerts=bench.alerts,
        keeper=keeper,
        take=lambda step: None,
        settled=lambda answered, re: settled.append((answered, re)),
        ring=lambda causes: None,
        committed=lambda cursors: None,
        full=lambda: None,
        mono=bench.clock.mono,
        now=bench.clock.wall,
    )
    expired = f.LeaseExpired(rep=b.JONAS.rep, rep_name="Jonas", gen=1, at=b.NOON)
    reading = asyncio.create_task(inbox.run())
    for seq, fact in ((3, expired), (4, b.claimed(b.ANNA, gen=2))):
        ev = m.Ev(
            s=STREAM, seq=seq, prev=seq - 1, eid=f"eid-{seq}", ts=b.NOON, k=fact.k, lead="lead-1",
            v=seq, b=Raw(codec.encode_body(fact)), op=op,
        )  # fmt: skip
        inbox.deliver([Fresh(ev, False)])
    await inbox.settle()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    await keeper.close()
    await turns()
    [(answered, re)] = settled
    assert re.r is not None
    assert (answered.act.op, re.r.gen, re.r.state) == (op, 2, "claimed")


def _fail(wrong: BaseException) -> None:
    raise wrong
