"""Standard Webhooks signatures, checked on the raw bytes: HMAC-SHA256 over `id.timestamp.body`.

The spec library holds the keys and the arithmetic; its own `verify` reads the system clock and
decodes the body first, so the check around it is ours: `now` is an argument and the bytes are
never decoded.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Literal

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, hmac_data

from app.domain.ids import Ms
from hub.intake.delivery_key import LONGEST

TOLERANCE_MS = 300_000
"""Standard Webhooks spec, "verifying the timestamp"; both ways, a stamp from the future is as
wrong."""
Verdict = Literal["good", "unsigned", "bad_id", "bad_time", "old", "future", "wrong", "no_key"]


class _RawWebhook(Webhook):
    def sign_raw(self, signed: bytes) -> bytes:
        return hmac_data(self._whsecret, signed)


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: Ms) -> Verdict:
    """`secret` holds one key, or several parted by spaces while one replaces another; `headers` has
    lower-case names. Only "good" lets a delivery in."""
    said, stamp, signatures = (
        headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (said and stamp and signatures):
        return "unsigned"
    if "." in said or len(said) > LONGEST:
        return "bad_id"  # a dot would let an id run into the timestamp
    if (late := _in_time(stamp, now)) is not None:
        return late
    keys = _keys(secret)
    if not keys:
        return "no_key"
    signed = f"{said}.{stamp}.".encode("utf-8", "surrogateescape") + body
    given = [one for one in map(_given, signatures.split(" ")) if one]
    expected = [key.sign_raw(signed) for key in keys]
    # Every pair is compared, so the time taken tells nothing about which key is in use.
    matches = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
    return "good" if any(matches) else "wrong"


def usable(secret: str) -> bool:
    """Can deliveries be checked with this secret? Every key in it must be base64, `whsec_`
    before it or not."""
    return bool(secret.split()) and len(_keys(secret)) == len(secret.split())


def _in_time(stamp: str, now: Ms) -> Verdict | None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return "bad_time"
    age = now - int(stamp) * 1000
    if age > TOLERANCE_MS:
        return "old"
    return "future" if age < -TOLERANCE_MS else None


def _keys(secret: str) -> list[_RawWebhook]:
    keys: list[_RawWebhook] = []
    for one in secret.split():
        try:
            keys.append(_RawWebhook(one))
        except (EmptyWebhookSecretError, binascii.Error, ValueError):
            continue
    return keys


def _given(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
