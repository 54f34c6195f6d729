"""What a form said that no rule understood, kept to be shown as it came; secrets and machine ids
are not."""

from hub.intake.clean import line
from hub.intake.fields import Field, Form
from hub.intake.labels import opaque, phrase, words
from hub.intake.vocabulary import LABELS

FIELDS = 20
KEY = 60
VALUE = 300


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
    if set(words(one.label)) & LABELS["hidden"] or phrase(one.label) in LABELS["machine"]:
        return "", ""
    # A key such as "3" is shown with what it stands under.
    path = one.path[-2:] if opaque(one.label) else one.path[-1:]
    value = ", ".join(text for text in (line(value, VALUE) for value in one.values) if text)
    return line(" ".join(path), KEY), value[:VALUE]
