"""Hostile text made harmless to show: what cannot be seen is removed, what is too long is cut.

HTML stays as it came: it is text, and shown as text.
"""

import unicodedata

LINE = 500
NAME = 200
MESSAGE = 8_000
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories that draw nothing or reorder what is drawn: controls, bidi marks and
zero-width characters, halves of surrogate pairs, private and unassigned code points."""


def line(text: str, limit: int = LINE) -> str:
    """`text` on one line, at most `limit` characters."""
    return " ".join(_seen(text, limit, keep="").split())[:limit].rstrip()


def block(text: str, limit: int = MESSAGE) -> str:
    """`text` with its line breaks, spaces folded within each line, at most `limit` characters."""
    text = text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(one.split()) for one in _seen(text, limit, keep="\n").split("\n")]
    folded: list[str] = []
    for one in lines:
        if one or (folded and folded[-1]):
            folded.append(one)
    return "\n".join(folded)[:limit].strip()


def _seen(text: str, limit: int, keep: str) -> str:
    # Cut first: a megabyte of a name costs nothing. Four times, because folding only makes it
    # shorter.
    text = unicodedata.normalize("NFC", text[: limit * 4].replace("\t", " "))
    if not keep:
        text = text.replace("\n", " ").replace("\r", " ")
    return "".join(c for c in text if c in keep or unicodedata.category(c) not in _UNSEEN)
