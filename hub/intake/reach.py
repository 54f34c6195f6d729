"""The ways to reach a person: which of a form's fields is the e-mail address, which the number."""

from dataclasses import replace

from hub.intake import email, phone
from hub.intake.clean import line
from hub.intake.fields import Form
from hub.intake.labels import opaque


def address(form: Form) -> str:
    """The first valid e-mail address; one under a label that does not say so is found by its
    shape."""
    for one in form.of("email"):
        for value in one.values:
            if found := email.address(value):
                return found
    for one in form.untaken():  # no label said so, the value does
        bare = not one.target and " " not in one.text.strip()
        if bare and (found := email.address(one.text)):
            form.take(one)
            return found
    return ""


def number(form: Form, region: str) -> tuple[phone.Phone | None, str, list[str]]:
    """The first number that can be dialled, the text it (or the first one) was written as, and
    the others."""
    said = [value.strip() for one in form.of("phone") for value in one.values if value.strip()]
    said += [_unlabelled(form)] if not said else []
    said = list(dict.fromkeys(one for one in said if one))
    for at, text in enumerate(said):
        if read := phone.read(text, region):
            extension = line(form.first("extension"), 10)
            if extension and not read.extension:
                read = replace(read, extension=extension)
            return read, line(text, 60), [line(one, 60) for one in said[:at] + said[at + 1 :]]
    return None, line(said[0], 60) if said else "", [line(one, 60) for one in said[1:]]


def _unlabelled(form: Form) -> str:
    """A value under a mere number ("3") that is written like a phone number."""
    for one in form.untaken():
        text = one.text.strip()
        digits = sum(c.isdigit() for c in text)
        if one.target or not opaque(one.label) or not 9 <= digits <= 15:
            continue
        if text[:1] in ("+", "0", "(") and all(c.isdigit() or c in "+-()/. " for c in text):
            form.take(one)
            return text
    return ""
