"""Which delivery this is, so that a repeat becomes the same lead: the webhook id, else the
sender's own id of the enquiry, else nothing (then the hash of the body tells repeats apart)."""

import hashlib
from collections.abc import Mapping

from hub.intake.fields import Field, Form
from hub.intake.labels import words

LONGEST = 200
_OWN_IDS = (
    "idempotency key",
    "lead id",
    "leadgen id",
    "submission id",
    "entry id",
    "response id",
    "message sid",
    "sms message sid",
    "registrant key",
    "registration id",
    "event id",
    "external id",
)
"""Names an enquiry's own id goes by; the first that is there counts."""


def header_id(headers: Mapping[str, str]) -> str:
    """The Standard Webhooks id, or "" when there is none that may be used (see `signature`)."""
    said = headers.get("webhook-id", "").strip()
    return said if said and "." not in said and len(said) <= LONGEST else ""


def key(form: Form, headers: Mapping[str, str], reach: str) -> str:
    """`reach` is the e-mail or number of the person. At most `LONGEST` characters.

    A field called just "id" may be a constant of the form, the same in every enquiry. It tells
    repeats apart together with the person only: two people never become one.
    """
    if said := header_id(headers):
        return said
    by_name: dict[str, str] = {}
    for one in form.fields:
        if len(one.text) <= 500:
            by_name.setdefault(" ".join(words(one.label)), one.text.strip())
    own = next((f"{name}:{by_name[name]}" for name in _OWN_IDS if by_name.get(name)), "")
    if not own and (plain := _plain_id(form)):
        own = f"id:{by_name.get('form id', '')}:{plain}:{reach}"
    return own if len(own) <= LONGEST else "sha256:" + hashlib.sha256(own.encode()).hexdigest()


def _plain_id(form: Form) -> str:
    """The `id` beside the person's own fields; else the outermost."""
    ids = [one for one in form.fields if one.label.casefold() == "id" and one.text.strip()]
    if not ids:
        return ""
    homes = {
        one.path[:-1] for one in form.fields if one.target in ("email", "phone", "name", "first")
    }
    return min(ids, key=lambda one: _far(one, homes)).text.strip()


def _far(one: Field, homes: set[tuple[str, ...]]) -> tuple[bool, int]:
    return one.path[:-1] not in homes, len(one.path)
