"""What a form said that no rule understood, kept to be shown as it came; secrets and machine ids
are not."""

import re

from hub.intake.clean import line
from hub.intake.fields import Field, Form
from hub.intake.labels import opaque, phrase, words
from hub.intake.vocabulary import LABELS

FIELDS = 20
KEY = 60
VALUE = 300
_MACHINE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}"  # a generated id
    r"|urn:\S+"
    r"|[a-z_]+(\.[a-z_]+)+"  # the name of an event
    r"|\d{10}|\d{13}|\d{4}-\d\d-\d\dT\S+",  # a moment
    re.IGNORECASE,
)
"""What only machines read, by its shape."""


def extra(form: Form, extension: str, phones: list[str]) -> dict[str, str]:
    """At most `FIELDS` labels with their values; call it last. `phones` are numbers beside the
    one to dial."""
    out: dict[str, str] = {f"Phone {at}": one for at, one in enumerate(phones[:3], 2)}
    if extension:
        out["Extension"] = line(extension, 10)
    for one in form.untaken():
        label, value = _shown(one)
        if label and value and len(out) < FIELDS:
            out.setdefault(label, value)
    return out


def _shown(one: Field) -> tuple[str, str]:
    if set(words(one.label)) & LABELS["hidden"] or _MACHINE.fullmatch(one.label):
        return "", ""
    if {phrase(one.label), " ".join(words(one.label))} & LABELS["machine"]:
        return "", ""
    # A key such as "3" is shown with what it stands under.
    path = one.path[-2:] if opaque(one.label) else one.path[-1:]
    said = (line(value, VALUE) for value in one.values)
    value = ", ".join(text for text in said if text and not _MACHINE.fullmatch(text))
    return line(" ".join(path), KEY), value[:VALUE]
