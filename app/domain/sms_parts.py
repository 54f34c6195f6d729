"""How many SMS a text becomes (3GPP TS 23.038 and 23.040): 160 or 153 letters of the GSM alphabet
each, 70 or 67 UTF-16 units once a character outside it is used."""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class SmsParts:
    """`parts` messages; `used` of `room` in what they hold together. `plain`: GSM alphabet."""

    parts: int
    used: int
    room: int
    plain: bool
    odd: str = ""
    """The first character that is not in the GSM alphabet."""


def sms_parts(text: str) -> SmsParts:
    """Count `text` as a phone would."""
    odd = next((c for c in text if c not in _BASIC and c not in _ESCAPED), "")
    if odd:
        sizes, one, each = [len(c.encode("utf-16-le")) // 2 for c in text], 70, 67
    else:
        sizes, one, each = [2 if c in _ESCAPED else 1 for c in text], 160, 153
    used = sum(sizes)
    parts = 1 if used <= one else _split(sizes, each)
    return SmsParts(parts, used, one if parts == 1 else parts * each, not odd, odd)


def _split(sizes: list[int], each: int) -> int:
    # A character of two units is never torn between two messages.
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            parts, filled = parts + 1, 0
        filled += size
    return parts


def parts_words(text: str) -> str:
    """`1 part, 71 of 160`; says which character made the parts short."""
    count = sms_parts(text)
    said = f"{count.parts} {'part' if count.parts == 1 else 'parts'}, {count.used} of {count.room}"
    return said if count.plain else f"{said}, shortened by “{count.odd}”"
