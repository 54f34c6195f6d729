"""What a person is called: as given, never taken apart unless the form did; nobody's gender is
guessed."""

from typing import Literal

from hub.intake.clean import NAME, line
from hub.intake.fields import Field, Form
from hub.intake.labels import opaque, words
from hub.intake.vocabulary import ANSWERS

Salutation = Literal["", "Ms", "Mr"]


def name(form: Form) -> str:
    """The full name, or what there is of it."""
    full = form.each("name", NAME)
    first, middle, last = (line(form.first(part), NAME) for part in ("first", "middle", "last"))
    if not (full or first or last):
        first, last = _numbered(form)
    parts = " ".join(part for part in (first, middle, last) if part)[:NAME]
    if not parts:
        return full[0] if full else _unlabelled_name(form)
    # A "name" beside first and last is often the form's own; it is the person's if it holds a part
    # of theirs.
    held = [
        one
        for one in full
        if all(part.casefold() in one.casefold() for part in (first, last) if part)
    ]
    return held[0] if held else parts


def _numbered(form: Form) -> tuple[str, str]:
    """First and last name under keys like 1.3 and 1.6, as one widespread form plug-in numbers
    them."""
    found: dict[str, dict[str, Field]] = {}
    for one in form.untaken():
        head, _, tail = one.label.removeprefix("input_").replace("_", ".").partition(".")
        if head.isdigit() and tail in ("3", "6"):
            found.setdefault(head, {})[tail] = one
    for parts in found.values():
        if len(parts) == 2 and all(_like_a_name(one.text) for one in parts.values()):
            for one in parts.values():
                form.take(one)
            return line(parts["3"].text, NAME), line(parts["6"].text, NAME)
    return "", ""


def _unlabelled_name(form: Form) -> str:
    for one in form.untaken():
        if (
            not one.target
            and opaque(one.label)
            and _like_a_name(one.text)
            and " " in one.text.strip()
        ):
            form.take(one)
            return line(one.text, NAME)
    return ""


def _like_a_name(text: str) -> bool:
    said = text.split()
    return (
        1 <= len(said) <= 4 and len(text) <= 60 and all(c.isalpha() or c in " .'’-" for c in text)
    )


def salutation(form: Form) -> Salutation:
    """Ms or Mr where the form asked and the answer is one of the known words; else empty."""
    for one in form.of("salutation"):
        said = words(one.text)
        if said and said[0] in ANSWERS["ms"]:
            return "Ms"
        if said and said[0] in ANSWERS["mr"]:
            return "Mr"
    return ""
