"""What a softphone's words mean: why a call ended, who called, which accounts it has. Pure.

A reason comes from the far end's machine and is not shown: only what its code means is.
"""

import re
from typing import Final

from msgspec import Struct

HUNG_UP: Final = "hung up here"
THEY_HUNG_UP: Final = "they hung up"
_CODE: Final = re.compile(r"([3-6][0-9]{2})\b")
_MEANS: Final[dict[int, str]] = {
    403: "the phone company refused it",
    404: "there is no such number",
    407: "the phone company does not know this softphone",
    401: "the phone company does not know this softphone",
    408: "no answer",
    410: "there is no such number any more",
    480: "not to be reached just now",
    484: "the number is not complete",
    486: "busy",
    487: "no answer",
    488: "the two phones found no common sound",
    503: "the phone company does not take it",
    600: "busy",
    603: "declined",
    604: "there is no such number",
}
_BY_HAND: Final = {
    "Connection reset by user": HUNG_UP,
    "Connection reset by peer": THEY_HUNG_UP,
}
"""The system's names of errors, which baresip uses for the two ways to hang up."""
_USER: Final = re.compile(r"(?:sips?:|tel:)?(\+?[0-9]{3,15})(?:[@;>]|$)")
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")
_ACCOUNT: Final = re.compile(r"^(>)?\s*(sip:[!-~]{3,120})\s*(.*)$")
_VERSION: Final = re.compile(r"baresip\W+([0-9]+(?:\.[0-9]+){1,3})")
_LINE: Final = re.compile(
    r"\[line (?P<line>[0-9]{1,3})[^\]]{0,40}\]\s+(?P<clock>[0-9:]+)\s+(?P<how>[A-Z]+)\s+"
    r"(?P<peer>[!-~]{3,200})"
)


class Account(Struct, frozen=True):
    """One of the softphone's accounts. `stand`: registered with its phone company, or not (yet),
    or none asked for."""

    uri: str
    stand: str


class Line(Struct, frozen=True):
    """A call the softphone has. `incoming`: it rings here and was not taken; `established`: they
    talk."""

    number: int
    peer: str
    incoming: bool
    established: bool


def why_closed(param: str, *, answered: bool) -> tuple[bool, str]:
    """Whether the call came to nothing because of an error, and why it is over, in words."""
    if param in _BY_HAND:
        return False, _BY_HAND[param]
    found = _CODE.match(param)
    if found is not None:
        code = int(found[1])
        return not answered, _MEANS.get(code, f"the phone company said {code}")
    if "timed out" in param:
        return not answered, "the connection was lost" if answered else "nothing answered there"
    return not answered, "the connection was lost" if answered else "it could not be made"


def number_of(uri: str) -> str:
    """The number in a caller's address, `+447700900142` or as the company writes it inside its
    country; "" when there is none."""
    found = _USER.match(uri)
    return found[1] if found is not None else ""


def accounts(reginfo: str) -> tuple[Account, ...]:
    """The accounts in the answer to `reginfo`, the one in use first."""
    found = [_ACCOUNT.match(line) for line in _ANSI.sub("", reginfo).splitlines()]
    known = sorted((one for one in found if one is not None), key=lambda one: not one[1])
    return tuple(Account(one[2], _stand(one[3])) for one in known)


def _stand(said: str) -> str:
    if not said.strip():
        return "not registered anywhere"
    return "registered" if said.startswith("OK") else "not registered yet"


def version(about: str) -> str:
    """`1.0.0` from the answer to `about`; "" when it is not baresip's."""
    found = _VERSION.search(_ANSI.sub("", about))
    return found[1] if found is not None else ""


def lines(listcalls: str) -> tuple[Line, ...]:
    """The calls in the answer to `listcalls`."""
    return tuple(
        Line(int(one["line"]), one["peer"], one["how"] == "INCOMING", one["how"] == "ESTABLISHED")
        for one in _LINE.finditer(_ANSI.sub("", listcalls))
    )
