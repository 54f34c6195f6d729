"""A signature is good for the very bytes, the very id and the very minutes it was made for."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from hub.intake.signature import TOLERANCE_MS, usable, verify
from tests.hub.builders import NOON

KEY = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()
OLD_KEY = "whsec_" + base64.b64encode(b"the key it had last year").decode()
BODY = b'{"name":"Ana","email":"ana@example.com"}'


def signed(
    body: bytes = BODY, key: str = KEY, said: str = "msg_2f8a", at: int = NOON
) -> dict[str, str]:
    """The headers a sender makes with the specification's own library."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return {
        "webhook-id": said,
        "webhook-timestamp": str(at // 1000),
        "webhook-signature": Webhook(key).sign(said, moment, body.decode()),
    }


def test_what_the_library_signs_is_good() -> None:
    assert verify(KEY, signed(), BODY, NOON) == "good"


def test_the_published_vector_is_good() -> None:
    # From the specification's own documentation: its example secret, id, time and body.
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert verify(secret, headers, b'{"test": 2432232314}', 1_614_265_330_000) == "good"


def test_a_secret_without_its_prefix_is_the_same_secret() -> None:
    assert verify(KEY.removeprefix("whsec_"), signed(), BODY, NOON) == "good"


def test_while_a_key_is_replaced_both_are_good() -> None:
    both = f"{KEY} {OLD_KEY}"
    assert verify(both, signed(key=OLD_KEY), BODY, NOON) == "good"
    assert verify(both, signed(key=KEY), BODY, NOON) == "good"
    assert verify(KEY, signed(key=OLD_KEY), BODY, NOON) == "wrong"


def test_one_good_signature_among_several_is_enough() -> None:
    headers = signed()
    others = f"v1a,{'A' * 88} v1,{base64.b64encode(b'x' * 32).decode()} nonsense ,, "
    headers["webhook-signature"] = others + headers["webhook-signature"]
    assert verify(KEY, headers, BODY, NOON) == "good"


@pytest.mark.parametrize("at", range(len(BODY)))
def test_each_byte_of_the_body_counts(at: int) -> None:
    changed = bytearray(BODY)
    changed[at] ^= 1
    assert verify(KEY, signed(), bytes(changed), NOON) == "wrong"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_byte_of_each_header_counts(name: str) -> None:
    headers = signed()
    for at, letter in enumerate(headers[name]):
        other = "A" if letter != "A" else "B"
        changed = headers[name][:at] + other + headers[name][at + 1 :]
        verdict = verify(KEY, {**headers, name: changed}, BODY, NOON)
        # The last letters of base64 hold unused bits: the same signature may be spelled twice.
        spare = name == "webhook-signature" and at == len(headers[name]) - 2
        assert verdict != "good" or spare, (name, at)


def test_the_body_is_checked_as_bytes_even_where_it_is_no_text() -> None:
    body = b"\xff\xfe broken"
    import hashlib
    import hmac

    mac = hmac.new(b"a key of twenty-four byt", b"m1.1793016000." + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": "1793016000",
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }
    assert verify(KEY, headers, body, NOON) == "good"


@pytest.mark.parametrize(
    ("drift_ms", "verdict"),
    [
        (TOLERANCE_MS, "good"),
        (TOLERANCE_MS + 1000, "old"),
        (-TOLERANCE_MS, "good"),
        (-TOLERANCE_MS - 1000, "future"),
        (86_400_000, "old"),
    ],
)
def test_five_minutes_either_way_and_no_more(drift_ms: int, verdict: str) -> None:
    assert verify(KEY, signed(), BODY, NOON + drift_ms) == verdict


@pytest.mark.parametrize("stamp", ["soon", "1793016000.5", "-1", "1e9", "٣", "9" * 400])
def test_a_timestamp_is_whole_seconds(stamp: str) -> None:
    assert verify(KEY, {**signed(), "webhook-timestamp": stamp}, BODY, NOON) in (
        "bad_time",
        "future",
    )


def test_an_id_with_a_dot_is_refused_whatever_its_signature() -> None:
    assert verify(KEY, signed(said="msg.1793016000"), BODY, NOON) == "bad_id"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_without_one_of_the_three_headers_it_is_unsigned(missing: str) -> None:
    headers = {**signed(), missing: ""}
    assert verify(KEY, headers, BODY, NOON) == "unsigned"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_===", "é", "abcde"])
def test_a_secret_that_is_no_key_lets_nothing_in(secret: str) -> None:
    assert verify(secret, signed(), BODY, NOON) == "no_key"
    assert not usable(secret)


def test_a_secret_is_usable_when_all_its_keys_are() -> None:
    assert usable(f"{KEY} {OLD_KEY}")
    assert not usable(f"{KEY} abcde")
    assert not usable("")


@given(st.text(), st.text(), st.text(), st.binary(max_size=200))
def test_nothing_made_up_is_ever_good(said: str, stamp: str, signature: str, body: bytes) -> None:
    headers = {"webhook-id": said, "webhook-timestamp": stamp, "webhook-signature": signature}
    assert verify(KEY, headers, body, NOON) != "good"


@given(st.text(max_size=60))
def test_no_signature_text_breaks_the_check(signature: str) -> None:
    headers = {**signed(), "webhook-signature": f"v1,{signature}"}
    assert verify(KEY, headers, BODY, NOON) in ("wrong", "unsigned")
