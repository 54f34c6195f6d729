"""Netstrings (`5:hello,`) with bounds, as bytes come in. What is inside is not looked at here."""

from typing import Final

LONGEST: Final = 64 * 1024
"""Bytes of one netstring. A softphone's longest answer (its help text) has 2,000."""
_DIGITS: Final = len(str(LONGEST))


class Garbled(Exception):
    """What came is no netstring, or one that is too long. Nothing after it can be understood."""


def packed(payload: bytes) -> bytes:
    """`payload` as one netstring."""
    return b"%d:%s," % (len(payload), payload)


class Unpacker:
    """Takes bytes in any pieces. Never holds more than one netstring and what `feed` was given."""

    def __init__(self) -> None:
        self._held = b""

    @property
    def held(self) -> int:
        """Bytes of what is not whole yet."""
        return len(self._held)

    def feed(self, data: bytes) -> list[bytes]:
        """Every netstring that is whole by now, in order. Raises Garbled."""
        self._held += data
        whole: list[bytes] = []
        while (found := self._next()) is not None:
            whole.append(found)
        return whole

    def _next(self) -> bytes | None:
        head, colon, _ = self._held[: _DIGITS + 1].partition(b":")
        if head and not head.isdigit():
            raise Garbled("no length where one must be")
        if not colon:
            if len(head) > _DIGITS:
                raise Garbled("a length without an end")
            return None
        if not head or int(head) > LONGEST:
            raise Garbled("a length that cannot be")
        begin = len(head) + 1
        end = begin + int(head)
        if len(self._held) <= end:
            return None
        if self._held[end : end + 1] != b",":
            raise Garbled("no comma where one must be")
        found, self._held = self._held[begin:end], self._held[end + 1 :]
        return found
