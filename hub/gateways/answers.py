"""What a gateway's answer, or the lack of one, means for a message. Shared by every gateway that is
asked over HTTP."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from hub.gateways.port import GatewayTrouble, Outcome, Refused, Unknown
from hub.gateways.refusal_words import BUSY_S, Meaning, meaning
from hub.gateways.request import AGAIN_S, Answer, Lost, NotTaken

Key = Callable[[], Awaitable[str]]
"""Reads a secret where it is kept. Raises GatewayTrouble."""

UNREADABLE = "The gateway cannot be used: its secret cannot be read. Tell whoever set it up."
UNCLEAR = "The gateway answered, but not whether it has it."

_T = TypeVar("_T")


class NoAnswer(Exception):
    """It was asked something and did not answer. `str()` is a sentence for the rep."""


async def outcome(asking: Awaitable[Answer], read: Callable[[Answer], Outcome]) -> Outcome:
    """What became of a message that is being given to a gateway."""
    try:
        answer = await asking
    except GatewayTrouble:
        return Refused(code="credentials", why=UNREADABLE, again_s=AGAIN_S)
    except NotTaken as wrong:
        return Refused(code="not_reached", why=str(wrong), again_s=AGAIN_S)
    except Lost as wrong:
        return Unknown(why=str(wrong))
    return read(answer)


async def told(asking: Awaitable[Answer]) -> Answer:
    """The answer to a mere question. Raises NoAnswer."""
    try:
        return await asking
    except GatewayTrouble:
        raise NoAnswer(UNREADABLE) from None
    except (NotTaken, Lost) as wrong:
        raise NoAnswer(str(wrong)) from None


def refused(title: str, codes: dict[str, Meaning], code: str, answer: Answer) -> Outcome:
    """What an answer that is no success means for the message."""
    if answer.status == 408 or (answer.status >= 500 and answer.status != 503):
        return Unknown(why=f"{title} had a fault ({answer.status}) and does not say what it took.")
    means = meaning(codes, title, code, answer.status)
    again = means.again_s
    if answer.status in (429, 503):
        again = answer.again_s or again or BUSY_S
    return Refused(
        code=code or f"http_{answer.status}",
        why=means.why,
        opted_out=means.opted_out,
        again_s=again,
    )


def clean_code(code: int | str | None) -> str:
    """A gateway's code as it may be shown and logged: digits, or nothing."""
    text = str(code if code is not None else "")
    return text if text.isascii() and text.isdigit() and len(text) <= 8 else ""


def count(number: str | int | None) -> int:
    """How many parts a gateway says it made; 0 where that is no number."""
    text = str(number or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


def decoded(body: bytes, kind: type[_T]) -> _T | None:
    """JSON as `kind`; None for anything else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
