"""When is a good time? However a form asks it, the answer arrives with the lead."""

import json

import pytest

from app.domain.commands import ReceiveLead
from hub.intake import mapping
from hub.intake.mapping import Mapped
from hub.sources import SourceRow
from tests.builders import NOON, a_playbook

SOURCE = SourceRow(id="src-1", team="team-1", kind="form", name="Contact")
WHO = {"name": "Imogen Okafor", "email": "imogen@kestrel.example", "phone": "+442071838750"}


def make(**fields: object) -> ReceiveLead:
    body = json.dumps({**WHO, **fields}).encode()
    got: Mapped = mapping.make(
        SOURCE, body, {"content-type": "application/json"}, NOON, a_playbook()
    )
    assert got.made is not None
    return got.made


@pytest.mark.parametrize(
    "label",
    [
        "best_time_to_call",
        "Best time",
        "goodTime",
        "preferred_time",
        "call_time",
        "When should we call?",
        "When is the best time for us to phone you?",
        "What time works for a call?",
        "Rückrufzeit",
        "Wann dürfen wir Sie anrufen?",
        "Créneau de rappel",
        "¿Cuándo llamar?",
    ],
)
def test_the_question_is_known_by_many_names(label: str) -> None:
    made = make(**{label: "Mornings, after 10"})

    assert made.asked == "Mornings, after 10"
    assert label not in made.person.extra


@pytest.mark.parametrize(
    "label",
    ["time", "timezone", "last_contact_time", "created_time", "event time", "best phone number",
     "How did you hear about us?", "When do you want to start?", "hours of operation"],
)  # fmt: skip
def test_other_times_are_not_that_question(label: str) -> None:
    assert make(**{label: "Mornings"}).asked == ""


def test_several_choices_and_several_fields_are_one_answer() -> None:
    assert make(best_time_to_call=["morning", "evening"]).asked == "morning, evening"
    assert make(best_time="10:30", preferred_day="Tuesday").asked == "Tuesday, 10:30"


def test_a_date_fields_own_writing_is_read_as_a_clock_on_the_wall() -> None:
    assert make(callback_time="2026-11-26T10:00").asked == "2026-11-26 10:00"
    assert make(call_time="2026-11-19T11:59:02Z").asked == ""
    assert make(call_time="1795089600").asked == ""


def test_an_answer_is_hostile_text_like_any_other() -> None:
    assert make(best_time="\x1b[31mafter\u202e 3\n").asked.startswith("[31mafter")
    assert len(make(best_time="after 3 " * 500).asked) <= 200
