"""When they asked to be called, in their own words, from however many fields a form asks it in.
What the words mean is `app.domain.clue_line`'s work."""

import re

from hub.intake.clean import line
from hub.intake.fields import Form

LONGEST = 200
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?!\S)")
"""A date field's own writing: a wall clock without a zone."""
_NUMBER = re.compile(r"[+-]?\d{5,}|\d{4}-\d\d-\d\dT\S+")
"""What a machine noted, not a person's answer."""


def asked(form: Form) -> str:
    """`Mornings, Tue or Thu`; empty when nobody asked or answered. Days are said before times."""
    said = [_MOMENT.sub(r"\1 \2", one) for one in form.each("asked", LONGEST)]
    kept = [one for one in said if not _NUMBER.fullmatch(one)]
    kept.sort(key=_is_time)
    return line(", ".join(kept), LONGEST)


def _is_time(text: str) -> bool:
    return bool(re.match(r"\s*\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?|h|uhr)?\s*$", text, re.I))
