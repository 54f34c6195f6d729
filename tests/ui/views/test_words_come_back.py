"""Words that come back unsent while their lead is being written to: into an empty box, else beside
what stands there, and never lost."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.message import Answer
from app.domain.sending import GONE
from tests.ui.views.test_compose_sends import WHO, Writing

CAME = Answer(message="m-9", channel="sms", text="At two then?")
WHY = f"Not sent: {GONE}."


@pytest.fixture
def writing(qtbot: QtBot) -> Writing:
    return Writing(qtbot)


def come_back(writing: Writing, answer: Answer = CAME) -> None:
    """As the desk does it."""
    writing.desk.drafts.give_back(WHO, answer, WHY, writing.desk.now())
    writing.desk.hooks.pending_changed(WHO)


def kept(writing: Writing) -> tuple[str, str]:
    writing.page.letter.keep()
    found = writing.desk.draft(WHO, "sms")
    assert found is not None
    return found.text, found.other


def test_into_an_empty_box_they_come_with_the_reason(writing: Writing) -> None:
    writing.type(" ")
    come_back(writing)
    assert writing.text() == "At two then?"
    assert writing.page.letter.told == WHY
    assert kept(writing) == ("At two then?", "")


@pytest.mark.parametrize("saved", [True, False])
def test_beside_what_was_typed_since_neither_is_lost(saved: bool, writing: Writing) -> None:
    writing.type("Bring the plans")
    if saved:
        writing.page.letter.keep()
    come_back(writing)
    assert writing.text() == "Bring the plans"
    assert writing.page.letter.told == WHY
    assert kept(writing) == ("Bring the plans", "At two then?")
    writing.page.letter.swap()
    assert writing.text() == "At two then?"
    assert kept(writing) == ("At two then?", "Bring the plans")


def test_what_came_back_once_is_not_put_beside_itself_when_it_is_edited(writing: Writing) -> None:
    writing.type(" ")
    come_back(writing)
    writing.type("At three then?")
    writing.desk.hooks.pending_changed(WHO)
    assert kept(writing) == ("At three then?", "")


def test_two_messages_that_come_back_stand_side_by_side(writing: Writing) -> None:
    writing.type("Bring the plans")
    come_back(writing)
    come_back(writing, Answer(message="m-10", channel="sms", text="Or at four?"))
    text, other = kept(writing)
    assert text == "Bring the plans"
    assert "At two then?" in other
    assert "Or at four?" in other
