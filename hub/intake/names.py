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
    given = [one for one in form.fields if one.target == "name"]
    parts = [line(form.first(part), NAME) for part in ("first", "middle", "last")]
    if not given and not any(parts):
        parts = _numbered(form)
    held = " ".join(part for part in parts if part)[:NAME]
    # A "name" beside first and last is often the form's own; it is the person's if it holds theirs.
    own = [one for one in given if all(part.casefold() in one.text.casefold() for part in parts)]
    for one in own:
        form.take(one)
    return line(own[0].text, NAME) if own else held or _unlabelled_name(form)


def _numbered(form: Form) -> list[str]:
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
            return [line(parts[part].text, NAME) for part in ("3", "6")]
    return []


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
