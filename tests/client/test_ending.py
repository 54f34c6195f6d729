"""What follows from the end of a connection, row by row of the two tables."""

import pytest

from app.protocol import messages as m
from client.ending import after_close, after_refusal, delay


@pytest.mark.parametrize(
    ("code", "then"),
    [
        (m.CLOSE_REVOKED, "wiped"),
        (m.CLOSE_FORBIDDEN, "stop"),
        (m.CLOSE_VERSION, "stop"),
        (m.CLOSE_REPLACED, "stop"),
        (m.CLOSE_BAD_FRAME, "after"),
        (m.CLOSE_TOO_BIG, "after"),
        (m.CLOSE_SLOW, "again"),
        (m.CLOSE_RESYNC, "again"),
        (m.CLOSE_INTERNAL, "again"),
        (m.CLOSE_NO_PONG, "again"),
        (m.CLOSE_RATE, "after"),
        (1006, "again"),
        (1001, "again"),
    ],
)
def test_each_close_code_has_its_consequence(code: int, then: str) -> None:
    assert after_close(code, "", None, 0).then == then


def test_a_late_open_is_not_taken_for_a_revocation() -> None:
    assert after_close(m.CLOSE_REVOKED, "no open", None, 0).then == "again"


def test_a_second_protocol_error_stops() -> None:
    assert after_close(m.CLOSE_BAD_FRAME, "", None, 1).then == "stop"


def test_a_draining_hub_is_left_alone_for_the_window_it_named() -> None:
    ending = after_close(m.CLOSE_DRAINING, "", (2_000, 4_000), 0)
    assert delay(ending, 0, lambda low, high: low) == 2_000
    assert delay(ending, 0, lambda low, high: high) == 4_000


@pytest.mark.parametrize(
    ("status", "body", "then"),
    [
        (401, b"", "stop"),
        (401, b'{"error":{"code":"revoked","msg":"x"}}', "wiped"),
        (403, b"", "stop"),
        (426, b"", "stop"),
        (429, b"", "again"),
        (500, b"", "again"),
        (502, b"<html>", "again"),
        (200, b"<html>", "portal"),
        (302, b"", "portal"),
        (404, b"", "portal"),
    ],
)
def test_each_answer_to_the_upgrade_has_its_consequence(
    status: int, body: bytes, then: str
) -> None:
    assert after_refusal(status, {}, body).then == then


def test_retry_after_is_honoured() -> None:
    ending = after_refusal(503, {"Retry-After": "7"}, b"")
    assert ending.then == "after"
    assert delay(ending, 5, lambda low, high: low) == 7_000


@pytest.mark.parametrize("said", ["", "soon", "-1", "1e9", "٣"])
def test_a_retry_after_that_says_nothing_falls_back_to_jitter(said: str) -> None:
    assert after_refusal(503, {"Retry-After": said}, b"").then == "again"


def test_the_wait_is_full_jitter_up_to_thirty_seconds() -> None:
    ending = after_close(1006, "", None, 0)
    most = [delay(ending, n, lambda low, high: high) for n in range(9)]
    assert most == [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]
    assert delay(ending, 9, lambda low, high: low) == 0
