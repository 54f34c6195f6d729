"""Claims: one row decides, everybody is told the same, and an answer once given never changes."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from app.domain.facts import LeadAssigned, LeadClaimed, LeaseExpired
from app.domain.ids import new_id
from app.protocol.codec import decode_body
from hub import event_log, lead_rows
from hub.accounts import Device
from tests.hub.builders import Hub, problem, settled


async def test_a_granted_claim_tells_its_token_its_lease_and_its_place(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    hub.clock.forward(5)
    re = await hub.do(dana, "claim", lead)
    assert (settled(re).gen, settled(re).v, settled(re).state) == (1, 2, "claimed")
    assert settled(re).lease_until == hub.clock() + 120_000
    events = await hub.log.read(hub.team, 0)
    assert [(e.seq, e.k, e.v, e.op) for e in events] == [
        (1, "lead.new", 1, ""),
        (2, "lead.claimed", 2, re.op),
    ]
    assert re.seq == 2
    assert (await hub.lead(lead)).owner == dana.rep


async def test_the_loser_is_told_who_and_since_when(hub: Hub) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    won = hub.clock.forward(3)
    await hub.do(dana, "claim", lead)
    hub.clock.forward(2)
    re = await hub.do(jonas, "claim", lead)
    assert (problem(re).code, problem(re).owner, problem(re).owner_name) == (
        "already_claimed",
        dana.rep,
        "Dana",
    )
    assert (problem(re).since, problem(re).gen, problem(re).v) == (won, 1, 2)
    assert await hub.kinds() == ["lead.new", "lead.claimed"]


async def test_fifty_reps_on_twenty_leads_make_twenty_winners_and_a_gapless_log(hub: Hub) -> None:
    desks = [await hub.desk(f"Rep {n}") for n in range(50)]
    leads = [await hub.lead_id(n) for n in range(20)]
    answers = await asyncio.gather(*(hub.do(d, "claim", lead) for lead in leads for d in desks))
    by_lead = {lead: answers[n * 50 : n * 50 + 50] for n, lead in enumerate(leads)}
    for lead, told in by_lead.items():
        won = [re for re in told if re.ok]
        assert len(won) == 1
        owner = (await hub.lead(lead)).owner
        assert {problem(re).owner for re in told if not re.ok} == {owner}
    events = await hub.log.read(hub.team, 0, 10_000)
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert Counter(e.k for e in events) == {"lead.new": 20, "lead.claimed": 20}
    assert len({e.eid for e in events}) == len(events)
    assert [e.ts for e in events] == sorted(e.ts for e in events)


async def test_an_overdue_lease_is_open_even_if_the_clockwork_is_dead(hub: Hub) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    hub.clock.forward(121)
    re = await hub.do(jonas, "claim", lead)
    assert settled(re).gen == 2
    assert (await hub.kinds())[-2:] == ["lead.lease_expired", "lead.claimed"]
    assert (await hub.lead(lead)).owner == jonas.rep


async def test_the_row_has_the_last_word_even_over_the_document(hub: Hub) -> None:
    """A row another writer changed between reading and writing refuses, whatever was decided."""
    dana, lead_id = await hub.desk("Dana"), await hub.lead_id()
    lead = await hub.lead(lead_id)
    await hub.do(dana, "claim", lead_id)
    claimed = await hub.lead(lead_id)
    now = hub.clock()
    assert not await hub.db.write(lambda conn: lead_rows.claim(conn, lead, claimed, now))
    assert not await hub.db.write(lambda conn: lead_rows.change(conn, lead, claimed))


async def test_a_replayed_claim_gets_the_stored_answer_and_happens_once(hub: Hub) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    op = new_id(hub.clock())
    first = await hub.do(dana, "claim", lead, op=op)
    await hub.do(dana, "release", lead, gen=1)
    await hub.do(jonas, "claim", lead)
    again = await hub.do(dana, "claim", lead, op=op)
    assert again.replayed
    assert not first.replayed
    assert (again.ok, again.r, again.seq, again.op) == (True, first.r, first.seq, op)
    assert (await hub.lead(lead)).owner == jonas.rep
    assert (await hub.kinds()).count("lead.claimed") == 2


async def test_a_refusal_that_is_a_decision_is_replayed_word_for_word(hub: Hub) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    op = new_id(hub.clock())
    no = await hub.do(jonas, "claim", lead, op=op)
    await hub.do(dana, "release", lead, gen=1)
    again = await hub.do(jonas, "claim", lead, op=op)
    assert again.e == no.e
    assert again.replayed
    assert (await hub.lead(lead)).owner == ""


async def test_the_same_op_with_another_body_is_refused(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    op = new_id(hub.clock())
    assert (await hub.do(dana, "note", lead, op=op, text="one")).ok
    other = await hub.do(dana, "note", lead, op=op, text="two")
    assert problem(other).code == "idem_mismatch"
    assert (await hub.kinds()).count("note.added") == 1


async def test_the_same_op_from_two_desks_is_two_acts(hub: Hub) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    op = new_id(hub.clock())
    answers = [await hub.do(desk, "note", lead, op=op, text="hm") for desk in (dana, jonas)]
    assert [re.ok and not re.replayed for re in answers] == [True, True]


@pytest.mark.parametrize(
    ("days", "code"), [(-26, "op_too_old"), (2, "bad_op"), (-24, ""), (0.5, "")]
)
async def test_an_act_may_be_so_old_and_so_early(hub: Hub, days: float, code: str) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    op = new_id(hub.clock() + round(days * 86_400_000))
    re = await hub.do(dana, "claim", lead, op=op)
    assert ("" if re.ok else problem(re).code) == code


@pytest.mark.parametrize("op", ["x", "", "{01a17814-ee00-7dad-940e-561d38faa6af}", "\0" * 36])
async def test_an_op_that_is_no_uuid7_is_refused(hub: Hub, op: str) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    re = await hub.do(dana, "claim", lead, op=op or "7a4e0000-0000-4000-8000-000000000000")
    assert problem(re).code == "bad_op"


async def test_an_answer_given_is_still_known_when_the_act_has_become_too_old(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    op = new_id(hub.clock())
    await hub.do(dana, "note", lead, op=op, text="once")
    hub.clock.forward(26 * 86_400)
    assert (await hub.do(dana, "note", lead, op=op, text="once")).replayed


async def test_a_late_intent_is_refused_by_the_hub(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    re = await hub.do(dana, "claim", lead, not_after=hub.clock() - 1)
    assert problem(re).code == "expired_intent"


async def test_what_was_written_after_losing_the_claim_is_kept_and_the_refusal_says_so(
    hub: Hub,
) -> None:
    dana, jonas, lead = await hub.desk("Dana"), await hub.desk("Jonas"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    hub.clock.forward(121)
    await hub.do(jonas, "claim", lead)
    re = await hub.do(dana, "note", lead, gen=1, text="he prefers mornings")
    assert (problem(re).code, problem(re).kept, problem(re).owner_name) == (
        "stale_claim",
        True,
        "Jonas",
    )
    newest = (await hub.log.read(hub.team, 0))[-1]
    assert (newest.k, newest.seq, newest.op) == ("note.added", re.seq, re.op)
    assert (await hub.lead(lead)).timeline[-1].after_loss
    assert (await hub.do(dana, "note", lead, op=re.op, gen=1, text="he prefers mornings")).replayed


async def test_a_stale_token_is_fenced_off(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    await hub.do(dana, "release", lead, gen=1)
    await hub.do(dana, "claim", lead)
    re = await hub.do(dana, "release", lead, gen=1)
    assert problem(re).code == "stale_claim"
    assert (await hub.do(dana, "release", lead, gen=2)).ok


async def test_a_call_and_its_outcome_book_the_next_touch(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    touch = new_id(hub.clock())
    begun = await hub.do(dana, "start_touch", lead, gen=1, touch=touch, channel="call")
    assert (settled(begun).state, settled(begun).lease_until) == ("engaged", None)
    hub.clock.forward(60)
    ended = await hub.do(
        dana, "end_touch", lead, gen=1, touch=touch, disposition="no_answer", note="rang out"
    )
    due = settled(ended).next_at
    assert due is not None
    assert due > hub.clock()
    assert (await hub.kinds())[-3:] == ["touch.started", "touch.ended", "touch.next"]
    row = await hub.lead(lead)
    assert row.next_touch is not None
    assert row.next_touch.at == due


async def test_a_team_lead_assigns_to_somebody_on_the_team_only(hub: Hub) -> None:
    lead_of, dana = await hub.desk("Lena", "team-lead"), await hub.desk("Dana")
    buyer = await hub.desk("Mia", "marketing")
    lead = await hub.lead_id()
    given = await hub.do(lead_of, "assign", lead, rep=dana.rep)
    assert given.ok
    assert (await hub.lead(lead)).owner == dana.rep
    for nobody in ("nobody", buyer.rep):
        re = await hub.do(lead_of, "assign", lead, rep=nobody)
        assert problem(re).code == "bad_field"
    re = await hub.do(dana, "assign", lead, rep=dana.rep)
    assert problem(re).code == "forbidden"


async def test_marketing_reads_and_notes_but_claims_nothing(hub: Hub) -> None:
    mia, lead = await hub.desk("Mia", "marketing"), await hub.lead_id()
    re = await hub.do(mia, "claim", lead)
    assert problem(re).code == "forbidden"
    assert (await hub.do(mia, "note", lead, text="from the spring campaign")).ok


@pytest.mark.parametrize(
    ("do", "body", "code"),
    [("dance", {}, "unknown_type"), ("note", {}, "bad_field"), ("note", {"text": 5}, "bad_field")],
)
async def test_a_command_that_cannot_be_read_names_what_is_wrong(
    hub: Hub, do: str, body: dict[str, Any], code: str
) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    re = await hub.do(dana, do, lead, **body)
    assert problem(re).code == code


async def test_a_bug_is_an_answer_and_its_log_line_quotes_nobody(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    broken = 'UPDATE lead SET doc = \'{"name": "Person 1"}\''
    await hub.db.write(lambda conn: conn.exec_driver_sql(broken))
    re = await hub.do(dana, "claim", lead)
    assert (problem(re).code, problem(re).retry) == ("internal", "backoff")
    said = "".join(capsys.readouterr())
    assert "ValidationError" in said
    assert "lead_rows.py" in said
    assert "Person" not in said


async def test_a_lead_id_that_is_none_is_not_found(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    for lead in ("", "\0", "x" * 5000):
        assert problem(await hub.do(dana, "claim", lead)).code == "not_found"


async def test_a_lead_of_another_team_does_not_exist(hub: Hub) -> None:
    code = await hub.accounts.invite("Eve", "Team East", "admin")
    _, eve = await hub.accounts.redeem(code, "laptop", "", "::1")
    re = await hub.do(eve, "claim", await hub.lead_id())
    assert problem(re).code == "not_found"


async def test_a_revoked_desk_is_refused_even_on_an_open_connection(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    await hub.accounts.revoke(dana.id)
    re = await hub.do(dana, "claim", lead)
    assert (problem(re).code, problem(re).retry) == ("revoked", "repair")


async def test_the_role_is_asked_at_the_act_not_at_the_sign_in(hub: Hub) -> None:
    lena, dana = await hub.desk("Lena", "team-lead"), await hub.desk("Dana")
    lead = await hub.lead_id()
    await hub.accounts.invite("Lena", "Team West", "rep")
    re = await hub.do(lena, "assign", lead, rep=dana.rep)
    assert problem(re).code == "forbidden"


async def test_a_full_disk_is_an_answer_and_is_not_remembered(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    await hub.db.write(
        lambda conn: conn.exec_driver_sql(
            f"PRAGMA max_page_count={conn.exec_driver_sql('PRAGMA page_count').scalar_one()}"
        )
    )
    op, text, n = "", "x" * 7900, 0
    while hub.db.read_only is False and n < 100:
        op, n = new_id(hub.clock()), n + 1
        re = await hub.do(dana, "note", lead, op=op, text=text)
    assert (problem(re).code, problem(re).retry) == ("read_only", "after")
    await hub.db.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count=1000000"))
    again = await hub.do(dana, "note", lead, op=op, text=text)
    assert again.ok
    assert not again.replayed
    assert (await hub.kinds()).count("note.added") == n


async def test_news_is_told_after_the_commit_even_if_the_sender_hung_up(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    told: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
    hub.service.changed.append(lambda team, seq: told.put_nowait((team, seq)))
    sender = asyncio.create_task(hub.do(dana, "claim", lead))
    await asyncio.sleep(0)  # it has queued its write and waits
    sender.cancel()
    team, seq = await asyncio.wait_for(told.get(), 60)
    assert (await hub.log.head(team)).seq == seq == 2


async def test_a_refusal_without_facts_wakes_nobody(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    told: list[int] = []
    hub.service.changed.append(lambda team, seq: told.append(seq))
    await hub.do(dana, "release", lead)
    assert told == []


async def test_two_teams_count_for_themselves(hub: Hub) -> None:
    source, _ = await hub.sources.add("form", "East form", "Team East")
    await hub.lead_id(1)
    west, hub.source = hub.source, source
    await hub.lead_id(2)
    assert [(await hub.log.head(s.team)).seq for s in (west, source)] == [1, 1]
    assert (
        await hub.db.read(lambda conn: event_log.read_head(conn, west.team).epoch)
        != (await hub.log.head(source.team)).epoch
    )


async def test_a_device_on_no_team_is_nobody(hub: Hub) -> None:
    ghost = Device(
        id=new_id(hub.clock()),
        rep="r",
        rep_name="Ghost",
        role="admin",
        team=hub.team,
        team_name="Team West",
        view=1,
        install="",
    )
    re = await hub.do(ghost, "claim", await hub.lead_id())
    assert problem(re).code == "revoked"


async def test_claims_assignments_and_a_lease_that_ends_make_one_history(hub: Hub) -> None:
    """All at the same millisecond, in whatever order they are written: every grant has the next
    token, nobody holds what another was given, and the log folds to the row."""
    lena = await hub.desk("Lena", "team-lead")
    desks = [await hub.desk(f"Rep {n}") for n in range(8)]
    lead = await hub.lead_id()
    for round_ in range(15):
        now = hub.clock.forward(121)  # whoever holds it has just lost it
        acts = [hub.do(d, "claim", lead) for d in desks]
        acts.insert(round_ % 8, hub.do(lena, "assign", lead, rep=desks[round_ % 8].rep))
        await asyncio.gather(*acts, hub.service.advance(now))
    history = [
        (event.k, decode_body(event.k, event.body))
        for event in await hub.log.read(hub.team, 0, 999)
    ]
    holder, gens = "", []
    for kind, fact in history:
        if isinstance(fact, LeadClaimed):
            assert holder == "", "claimed only when free"
        if isinstance(fact, LeadClaimed | LeadAssigned):
            holder = fact.rep
            gens.append(fact.gen)
        elif isinstance(fact, LeaseExpired):
            assert fact.rep == holder
            holder = ""
        else:
            assert kind in ("lead.new", "lead.offer_ended", "lead.sla_breached")
    assert gens == list(range(1, len(gens) + 1))
    assert len(gens) >= 15
    row = await hub.lead(lead)
    assert (row.owner, row.gen) == (holder, gens[-1])
