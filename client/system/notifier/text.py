"""What of an outsider's text may reach a notification: short, one direction, no controls."""

import unicodedata

TITLE_MAX = 120
LINE_MAX = 200
LINES_MAX = 6
# Letters of Persian and several scripts of India, and joined emoji, need these two.
JOINERS = "\u200c\u200d"


def line(text: str, longest: int = LINE_MAX) -> str:
    """`text` as one line of at most `longest` characters, with nothing in it that is not seen."""
    # A megabyte of name is cut before it is looked at; controls cannot hide more than this.
    kept = "".join(_seen(sign) for sign in text[: longest * 8])
    kept = " ".join(kept.split())
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def lines(text: str) -> str:
    """`text` as at most six such lines; empty ones are dropped."""
    # As many pieces as could be shown, whatever their number.
    whole = text[: LINES_MAX * LINE_MAX * 8].splitlines()
    kept = [clean for clean in map(line, whole) if clean]
    return "\n".join(kept[:LINES_MAX])


def _seen(sign: str) -> str:
    if sign in JOINERS:
        return sign
    match unicodedata.category(sign):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs" | "Co" | "Cn":  # bidi marks, zero width, half a pair, nothing at all
            return ""
        case _:
            return sign
