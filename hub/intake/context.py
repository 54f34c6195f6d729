"""Where an enquiry came from and what it is about: place, pages, content read, campaign marks."""

import re
from urllib.parse import parse_qsl, urlsplit

from hub.intake.clean import line
from hub.intake.countries import country, known_zone
from hub.intake.fields import Form
from hub.intake.labels import words
from hub.intake.vocabulary import LABELS
from hub.intake.zone import Told

CONTENT_ITEMS = 12
UTM_ITEMS = 10


def told(form: Form) -> Told:
    return Told(
        zone=known_zone(line(form.first("tz"), 60)) or line(form.first("tz"), 60),
        offset=line(form.first("offset"), 20),
        country=next(
            (c for c in (country(line(one.text, 60)) for one in form.of("country")) if c), ""
        ),
        state=line(form.first("state"), 60),
        city=line(form.first("city"), 120),
        postcode=line(form.first("zip"), 20),
    )


def region_of(locale: str) -> str:
    part = locale.replace("_", "-").partition("-")[2][:2]
    return country(part) if len(part) == 2 else ""


def place(form: Form) -> str:
    whole = line(form.first("place"))
    parts = [line(form.first(part), 120) for part in ("city", "state", "country")]
    return whole or ", ".join(dict.fromkeys(part for part in parts if part))[:500]


def content(form: Form) -> tuple[str, ...]:
    """Titles read or asked about; the form's own title where nothing else says what it was
    about."""
    said: list[str] = []
    for one in form.of("content"):
        parts = one.values if len(one.values) > 1 else _parted(one.text)
        said += [text for text in (line(part, 200) for part in parts) if _title(text)]
    titles = [line(one.text, 200) for kind in ("page_title", "form") for one in form.of(kind)]
    kept = said or [one for one in titles if one]
    return tuple(dict.fromkeys(kept))[:CONTENT_ITEMS]


def _title(text: str) -> bool:
    """Not the number of an option, nor the name of an event ("contact.created")."""
    return bool(text) and not text.isdigit() and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", text) is None


def _parted(text: str) -> list[str]:
    for mark in ("\n", ";", " | ", ", ", ","):
        if mark in text:
            return text.split(mark)
    return [text]


def link(text: str) -> str:
    """A page's address or name; never another scheme than http."""
    where = line(text)
    scheme, colon, _ = where.partition(":")
    return (
        "" if colon and scheme.isalpha() and scheme.casefold() not in ("http", "https") else where
    )


def utm(form: Form, pages: list[str]) -> dict[str, str]:
    said = [("_".join(words(one.label)), one.text) for one in form.of("utm")]
    for page in pages:
        try:
            said += [
                (key.casefold(), value)
                for key, value in parse_qsl(urlsplit(page).query, max_num_fields=100)
            ]
        except ValueError:
            continue
    out: dict[str, str] = {}
    for key, value in said:
        if (
            (key.startswith("utm_") or key.replace("_", " ") in LABELS["clicks"])
            and value
            and len(out) < UTM_ITEMS
        ):
            out.setdefault(line(key, 40), line(value, 200))
    return out
