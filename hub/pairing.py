"""Pairing codes: how they look, how they are stored, and how often one address may guess."""

import hashlib
import re
import secrets
from collections import deque

from app.domain.ids import Ms

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
HALF = 4
LIFE_MS = 10 * 60_000
TRIES = 5
HOUR_MS = 3_600_000
WRONG_AN_HOUR = 20
ADDRESSES = 10_000

_READ_AS = str.maketrans("OIL", "011")
_SHAPE = re.compile(f"[{ALPHABET}]{{{2 * HALF}}}")


def make_code() -> str:
    """Eight characters, 40 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))


def shown(code: str) -> str:
    return f"{code[:HALF]}-{code[HALF:]}"


def read_code(typed: str) -> str | None:
    """What somebody typed as a code: any case, with or without dash, O for 0, I and L for 1."""
    plain = re.sub(r"[\s-]", "", typed[:40]).upper().translate(_READ_AS)
    return plain if _SHAPE.fullmatch(plain) else None


def selector(code: str) -> str:
    """The half that finds the invite. Guessing the other half is what counts as a try."""
    return code[:HALF]


def digest(secret: str) -> str:
    """How codes and tokens are stored. They are random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Guesses:
    """Wrong codes by address in the last hour. In memory: a restart forgives; the limit of tries
    to a code and its ten minutes do not."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[Ms]] = {}

    def wait_ms(self, ip: str, now: Ms) -> int:
        """How long this address must wait before it may try again; 0 = not at all."""
        wrong = self._recent(ip, now)
        return wrong[0] + HOUR_MS - now if len(wrong) >= WRONG_AN_HOUR else 0

    def was_wrong(self, ip: str, now: Ms) -> None:
        if ip not in self._wrong and len(self._wrong) >= ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        self._wrong.setdefault(ip, deque(maxlen=WRONG_AN_HOUR)).append(now)

    def _recent(self, ip: str, now: Ms) -> deque[Ms]:
        wrong = self._wrong.get(ip, deque())
        while wrong and wrong[0] <= now - HOUR_MS:
            wrong.popleft()
        if not wrong:
            self._wrong.pop(ip, None)
        return wrong
