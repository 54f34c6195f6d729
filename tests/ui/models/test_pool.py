"""The pool keeps the board's order by itself, row by row, and says so as Qt wants it."""

from __future__ import annotations

from msgspec.structs import replace
from pytestqt.modeltest import ModelTester

from app.domain.board import urgency
from app.domain.lead import Lead
from tests.ui.scenes import AINO, JONAS, MINUTE, NOW, imogen, waiting
from ui.models.arrivals import Arrivals
from ui.models.faces import Moment, pool_face
from ui.models.pool import PoolModel


def table(model: PoolModel) -> str:
    """The pool as one reads it on the screen."""
    faces = [pool_face(model.lead(row), model.moment) for row in range(model.rowCount())]
    return "\n".join(f"{f.rank} | {f.name} | {f.time} | {f.clock} | {f.heat.value}" for f in faces)


def pool_of(*leads: Lead) -> PoolModel:
    model = PoolModel(Moment(now=NOW, me=AINO.rep))
    model.reset(leads)
    return model


def test_the_pool_reads_hottest_first_with_both_time_and_their_clock() -> None:
    model = pool_of(*reversed(waiting()))
    assert table(model) == (
        "A | Oluwaseun Adebayo | 1:07 over | 13:32 there | over\n"
        "A | דנה לוי | 0:52 left | 14:32 there | hot\n"
        "B | Gülşah Yıldız | 6:10 left | 15:32 there | warm\n"
        "B | Tomáš Dvořák | 48 min left | 13:32 there | calm\n"
        "A | 佐藤 美咲 | from 16:02 | 21:32 there | not yet\n"
        "C | Jean-Baptiste N’Guessan | 3 h 40 left | 12:32 there | calm"
    )


def test_an_offered_lead_shows_its_sla_in_the_pool_never_the_offers_deadline() -> None:
    assert "4:24 left" in table(pool_of(imogen()))


def test_rows_that_come_one_by_one_stand_where_a_sort_would_put_them() -> None:
    leads = [*waiting(), imogen()]
    model = pool_of()
    for lead in leads[::2] + leads[1::2]:
        model.put(lead)
    assert model.ids() == [lead.id for lead in sorted(leads, key=urgency)]


def test_a_changed_deadline_moves_the_row_and_a_repeat_moves_nothing() -> None:
    model = pool_of(*waiting())
    last = model.lead(model.rowCount() - 1)
    model.put(replace(last, due=NOW - 10 * MINUTE))
    assert model.row_of(last.id) == 0
    model.put(replace(last, due=NOW - 10 * MINUTE))
    assert model.ids()[0] == last.id
    assert model.rowCount() == 6


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = pool_of(*waiting())
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.put(imogen())
    model.drop("lead-dana")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_names_from_outside_cannot_reorder_or_format_a_row() -> None:
    person = replace(
        imogen().person, name="\u202eEvil<b>bold</b>\n" + "x" * 5_000, company="{name}"
    )
    words = table(pool_of(replace(imogen(), person=person)))
    assert "\u202e" not in words
    assert "\n" not in words
    assert "<b>bold</b>" in words
    assert len(words) < 400


def test_while_held_nothing_comes_goes_or_moves_and_then_all_of_it_does() -> None:
    model = pool_of(*waiting())
    door = Arrivals(model)
    before = model.ids()
    door.hold()
    door.put(imogen())
    door.put(replace(model.lead(5), due=NOW - MINUTE))
    taken = replace(model.lead(1), state="claimed", owner=JONAS.rep, owner_name=JONAS.name)
    door.drop(taken, taken.id)
    assert model.ids() == before
    assert door.waiting == 1
    door.release()
    assert model.ids() == ["lead-oluwaseun", "lead-jean-baptiste", "lead-imogen", "lead-gülşah",
                           "lead-tomáš", "lead-sato"]  # fmt: skip
    assert door.waiting == 0


def test_a_lead_that_came_and_went_while_held_was_never_there() -> None:
    model = pool_of(*waiting())
    door = Arrivals(model)
    door.hold()
    door.put(imogen())
    door.drop(None, "lead-imogen")
    door.release()
    assert "lead-imogen" not in model
