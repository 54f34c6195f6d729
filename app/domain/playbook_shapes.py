"""A table of TOML as one of the shapes of `playbook.py`, or what is wrong with it, in plain words
and with the path of the key."""

import re
from typing import Any

import msgspec

from app.domain.playbook import Cadence, Step
from app.domain.playbook_lines import Path

_TYPES = {
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "float": "a number with a point",
}


class At(Exception):
    """Something wrong at `path`."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


def made(path: Path, value: Any, kind: type[Any]) -> Any:
    """`value` as a `kind`. Raises At."""
    if (strange := _strange(value, kind)) is not None:
        raise At((*path, *strange), "unknown key")
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as wrong:
        why, _, place = str(wrong).partition(" - at `$")
        below = parts(place.rstrip("`"))
        named = re.search(r"required field `([^`]+)`", why)
        raise At((*path, *below, *((named[1],) if named else ())), _plainly(why)) from None


def _strange(value: Any, kind: type[Any]) -> Path | None:
    """The first key that means nothing in a table of `kind`. Asked here and not by the shapes
    themselves: those travel, and a later hub may send more in them."""
    known = getattr(kind, "__struct_fields__", None)
    if known is None or not isinstance(value, dict):
        return None
    for key, below in value.items():
        if key not in known:
            return (key,)
        if kind is Cadence and key == "steps" and isinstance(below, list):
            for number, step in enumerate(below):
                if (strange := _strange(step, Step)) is not None:
                    return (key, number, *strange)
    return None


def parts(place: str) -> Path:
    """`.steps[0].wait` as ("steps", 0, "wait")."""
    found = re.findall(r"\[(\d+)\]|([\w-]+)", place)
    return tuple(int(number) if number else name for number, name in found)


def _plainly(why: str) -> str:
    if "required field" in why:
        return "is missing"
    if why.startswith("Invalid enum value"):
        return f"{why.removeprefix('Invalid enum value ')} is not one of the words allowed here"
    told = re.sub(r"Expected `([^`]+)`, got `([^`]+)`", _types, why)
    return told[0].lower() + told[1:]


def _types(found: re.Match[str]) -> str:
    wanted = " or ".join(_TYPES.get(each, each) for each in found[1].split(" | ") if each != "null")
    return f"expected {wanted}, not {_TYPES.get(found[2], found[2])}"
