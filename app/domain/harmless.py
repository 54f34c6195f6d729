"""Text of somebody else's made fit to stand in a message of ours: one line, nothing hidden, no
braces, and nothing that a mail program turns into a link. Whoever fills in a form with a website to
advertise and a victim's email must not get us to send it."""

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SCHEME = re.compile(r"://|\b(?:https?|ftp|mailto|javascript|data|tel|sms|file)\s?:", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)[.\u2024\u3002\uff0e\uff61](?=[^\W\d])")
"""Between two letters it makes a link of "evil.example"; with a blank after it none."""
_HOST = re.compile(r"\w\.(?![A-Z][a-z])[^\W\d_]{2,}|[wW]{3}\.|@")
""""evil.example" and "EVIL.EXAMPLE", not "Dr.Smith"."""
_BRACES = str.maketrans("{}[]", "()()")
_TOO_MANY_DIGITS = 7
"""No name has that many, a telephone number has."""


def line(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, cut between words where there are any. Costs
    no more for a megabyte."""
    head = unicodedata.normalize("NFC", text[: limit * 4])
    seen = "".join(
        c if unicodedata.category(c) not in _HIDDEN else " " if c.isspace() else "" for c in head
    )
    words = " ".join(seen.split()).translate(_BRACES)
    if len(words) <= limit:
        return words
    cut = words[:limit]
    return (cut.rpartition(" ")[0] or cut).rstrip()


def said(text: str, limit: int) -> str:
    """`text` that a stranger typed into a form; "" where it carries a link or a number to call."""
    words = line(text, limit)
    plain = unicodedata.normalize("NFKC", words)
    if _SCHEME.search(plain) or sum(c.isdigit() for c in plain) >= _TOO_MANY_DIGITS:
        return ""
    return line(_DOT.sub(". ", words), limit)


def name(text: str, limit: int) -> str:
    """As `said`, and "" where it names a website or an address: no person is called so."""
    words = line(text, limit)
    return "" if _HOST.search(unicodedata.normalize("NFKC", words)) else said(words, limit)
