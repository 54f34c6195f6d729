"""A repeat is told from a new enquiry by the sender's own id, and two people are never one."""

import json
from collections.abc import Mapping

import pytest

from hub.intake import mapping
from hub.intake.delivery_key import LONGEST
from hub.sources import SourceRow
from tests.hub.builders import NOON, playbook

SOURCE = SourceRow(id="s1", team="west", kind="form", name="Form")


def key(body: Mapping[str, object], **headers: str) -> str:
    said = {
        "content-type": "application/json",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    raw = json.dumps({"email": "a@example.com", **body}).encode()
    return mapping.make(SOURCE, raw, said, NOON, playbook()).key


@pytest.mark.parametrize(
    "name",
    [
        "lead_id",
        "submissionID",
        "responseId",
        "event_id",
        "leadgen_id",
        "entry_id",
        "idempotencyKey",
    ],
)
def test_the_senders_own_id_is_the_key(name: str) -> None:
    assert key({name: "x-1"}) == key({name: "x-1", "attempt": 2})
    assert key({name: "x-1"}) != key({name: "x-2"})


def test_the_webhook_id_goes_first() -> None:
    assert key({"lead_id": "x"}, webhook_id="msg_1") == "msg_1"


@pytest.mark.parametrize("said", ["msg.1", "m" * (LONGEST + 1), " "])
def test_a_webhook_id_that_is_none_is_passed_over(said: str) -> None:
    assert key({"lead_id": "x"}, webhook_id=said) == "lead id:x"


def test_without_an_id_the_bytes_tell() -> None:
    assert key({"name": "Ana"}) == ""


def test_a_form_that_sends_the_same_id_with_everybody_loses_nobody() -> None:
    assert key({"id": "contact", "email": "a@example.com"}) != key(
        {"id": "contact", "email": "b@example.com"}
    )


def test_a_plain_id_tells_a_repeat_of_the_same_person() -> None:
    assert key({"id": 912, "form_id": 7}) == key({"id": "912", "form_id": "7", "retries": 3})
    assert key({"id": 912, "form_id": 7}) != key({"id": 912, "form_id": 8})


def test_a_plain_id_is_the_one_beside_the_person() -> None:
    body = {"id": "hook", "data": {"id": "reg-1", "email": "b@example.com"}, "email": ""}
    assert "reg-1" in key(body)


def test_a_key_has_an_end_however_long_the_id() -> None:
    long = key({"lead_id": "x" * 400})
    assert len(long) <= LONGEST
    assert long != key({"lead_id": "x" * 399})
