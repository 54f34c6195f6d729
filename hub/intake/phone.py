"""A phone number as typed, to what may be dialled: E.164, its kind, the zones it may be in.

Nothing but a leading + and digits ever leaves here: no service codes, pauses or parameters.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

from hub.intake.nanp import SPLIT
from hub.intake.states import states_of_area

Kind = Literal["", "mobile", "landline", "other"]
_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "",
    PhoneNumberType.UNKNOWN: "",
}
_PLACED = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_EXTENSION_SIGN = re.compile(r"(?<=\d)\s*#\s*\d{1,7}\s*$")
_WHOLE = re.compile(r"^00(?=[1-9])")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` is dialable; `region` is the ISO country, "" when the number does not tell.

    `portable`: the number may have moved with its owner, so its zones are a guess.
    """

    e164: str
    kind: Kind
    region: str
    zones: tuple[str, ...]
    portable: bool
    extension: str = ""
    read: str = ""
    """In groups, as it is read out: "+1 206-555-0142"."""
    states: tuple[str, ...] = ()
    """Where numbers with its area code were given out: "WA"."""


def read(text: str, region: str) -> Phone | None:
    """The number in `text`, written nationally for `region` (ISO code or "") or internationally.

    None when it cannot be dialled from outside its town (`+1-555-0100`), is a service code
    (`*21*...#`), costs the caller (premium rate), or is no number.
    """
    plain = _plain(text)
    if plain is None:
        return None
    for attempt, where in _readings(plain, region):
        number = _parsed(attempt, where)
        if number is not None:
            return _phone(number)
    return None


def _plain(text: str) -> str | None:
    text = unicodedata.normalize("NFKC", text[: _LONGEST * 4])
    if "%" in text:
        text = unquote(text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    text = re.sub(r"^\s*(tel|callto|sms)\s*:\s*(//)?", "", text, flags=re.IGNORECASE).strip()
    text = re.sub(r"^(\d{10,15})\.0$", r"\1", text)  # a number that was a float on its way
    # What follows a comma is a pause and keys to press, or a second number.
    text = text.split(",")[0].strip()
    if len(text) > _LONGEST or "*" in text or "#" in _EXTENSION_SIGN.sub("", text):
        return None
    return text if sum(c.isdigit() or c.isalpha() for c in text) >= 6 else None


def _readings(text: str, region: str) -> list[tuple[str, str | None]]:
    """The ways to understand it, likeliest first."""
    if text.startswith("+"):
        return [(text, None)]
    digits = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    if _WHOLE.match(digits) and len(digits) >= 10:
        return [("+" + digits[2:], None), *([(text, region)] if region else [])]
    out: list[tuple[str, str | None]] = [(text, region)] if region else []
    if len(digits) >= 11 and not digits.startswith("0"):
        out.append(("+" + digits, None))  # the plus was lost: "4915123456789"
    return out


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    # Not is_possible_number(): that also passes numbers that only work inside their own town.
    if reason != ValidationResult.IS_POSSIBLE:
        return None
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        return None
    return number


def _phone(number: PhoneNumber) -> Phone:
    kind = phonenumbers.number_type(number)
    region = phonenumbers.region_code_for_number(number) or _region_of_code(number)
    nanp = number.country_code == 1
    zones: tuple[str, ...] = ()
    if kind in _PLACED:
        zones = tuple(z for z in time_zones_for_number(number) if z != "Etc/Unknown")
        if nanp:
            zones = SPLIT.get(str(number.national_number)[:3], zones)
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        kind=_KINDS.get(kind, "other"),
        region=region,
        zones=zones,
        portable=kind != PhoneNumberType.FIXED_LINE,
        extension=number.extension or "",
        read=_read_out(number),
        states=states_of_area(region, str(number.national_number)[:3]) if nanp and zones else (),
    )


def _read_out(number: PhoneNumber) -> str:
    bare = PhoneNumber(
        country_code=number.country_code,
        national_number=number.national_number,
        italian_leading_zero=number.italian_leading_zero,
        number_of_leading_zeros=number.number_of_leading_zeros,
    )
    return phonenumbers.format_number(bare, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _region_of_code(number: PhoneNumber) -> str:
    """The country of a country code, where it belongs to one; a code that many share tells
    nothing."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0) or ""
    return region if number.country_code != 1 and len(region) == 2 and region != "ZZ" else ""
