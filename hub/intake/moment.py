"""When a form says it was sent: epoch seconds or milliseconds, ISO in its many spellings.
Calendar only; `now` is the hub's moment of arrival."""

import re
from datetime import UTC, datetime, tzinfo

from app.domain.ids import Ms, ms

OLDEST_MS = 24 * 3_600_000
"""A form time older than a day says when somebody signed up once, not when this enquiry was
made."""
SKEW_MS = 60_000
"""A sender's clock may be a little fast; further ahead it is wrong."""
GUESSED_MS = 600_000
"""A time without a zone is believed, in the zone assumed, only when that makes it this fresh."""

_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")


def opted_in(texts: list[str], received: Ms, zone: tzinfo | None) -> Ms | None:
    """The first of `texts` that is a plausible moment for an enquiry received at `received`."""
    for text in texts:
        instant, zoned = _parse(text.strip()[:40], zone)
        if instant is None:
            continue
        age = received - instant
        if -SKEW_MS <= age <= (OLDEST_MS if zoned else GUESSED_MS):
            return min(instant, received)
    return None


def _parse(text: str, zone: tzinfo | None) -> tuple[Ms | None, bool]:
    if re.fullmatch(r"\d{10}(\.\d+)?", text, re.ASCII):
        return int(text[:10]) * 1000, True
    if re.fullmatch(r"\d{13}", text, re.ASCII):
        return int(text), True
    try:
        moment = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", text.replace(" UTC", "+00:00")))
        if len(text) < 16:
            return None, False  # a date alone
        zoned = moment.tzinfo is not None or zone is not None
        return ms(moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)), zoned
    except (ValueError, OverflowError):
        return None, False
