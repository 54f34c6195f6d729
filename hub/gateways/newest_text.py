"""What a person newly wrote in a mail: without the history their program quotes below it and
without the signature. Cut only where it is certain; in doubt everything is kept."""

import re

from hub.gateways.mail_words import FROM, MORE, ORIGINAL, PHONE, WROTE

LONGEST = 20_000


def newest(text: str) -> str:
    """The newest words of `text`, at most LONGEST characters. Never empty when `text` is not."""
    lines = text[: 8 * LONGEST].replace("\u00a0", " ").split("\n")
    kept = lines[: _history(lines)]
    kept = _without_signature(_without_leading_quote(kept))
    said = "\n".join(line.rstrip() for line in kept).strip()
    return (said or text.strip())[:LONGEST]


def _history(lines: list[str]) -> int:
    """The line where the history below the answer begins; the number of lines when it has none."""
    for i, line in enumerate(lines):
        if ORIGINAL.fullmatch(line) and _said(lines[:i]):
            return i
        if FROM.match(line) and _headers(lines[i + 1 : i + 7]) and _said(lines[:i]):
            rule = i - 1 if i and re.fullmatch(r"\s*[_-]{5,}\s*", lines[i - 1]) else i
            return rule
    return _trailing_quote(lines)


def _headers(below: list[str]) -> bool:
    """Whether a block of mail headers goes on below a "From:" line: two more of them."""
    return sum(1 for line in below if MORE.match(line)) >= 2


def _trailing_quote(lines: list[str]) -> int:
    """Where quotes that run to the end begin, with the line that says who wrote them when."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and (_quoted(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    if not any(_quoted(line) for line in lines[start:end]):
        return _attribution_alone(lines)
    while start and not lines[start - 1].strip():
        start -= 1
    return start - _attribution(lines[:start]) if _said(lines[:start]) else len(lines)


def _attribution(above: list[str]) -> int:
    """How many of the last lines say "On 3 May Ann wrote:": one to three, or none."""
    for n in (1, 2, 3):
        block = above[-n:]
        joined = " ".join(line.strip() for line in block)
        dated = re.search(r"\d", joined) and joined.endswith((":", "\uff1a"))
        if len(block) == n and all(line.strip() for line in block) and dated and _begins(above, n):
            return n
    return 0


def _begins(above: list[str], n: int) -> bool:
    """Whether the block stands alone, as these lines do."""
    return len(above) == n or not above[-n - 1].strip()


def _attribution_alone(lines: list[str]) -> int:
    """History that is not marked by ">": only after a line that says who wrote it and when."""
    for i, line in enumerate(lines):
        if not WROTE.search(line):
            continue
        for n in (1, 2, 3):
            first = i + 1 - n
            if first < 1 or not lines[first - 1].strip():
                block = " ".join(lines[max(0, first) : i + 1])
                if re.search(r"\d{1,2}.*\d", block) and _said(lines[: max(0, first)]):
                    return max(0, first)
                break
    return len(lines)


def _without_leading_quote(lines: list[str]) -> list[str]:
    """The answer below one quote at the top. Quotes in between are answers point by point: kept."""
    marked = [i for i, line in enumerate(lines) if _quoted(line)]
    if not marked:
        return lines
    first, last = marked[0], marked[-1]
    whole = all(_quoted(lines[i]) or not lines[i].strip() for i in range(first, last + 1))
    head = [line for line in lines[:first] if line.strip()]
    led_in = not head or (len(head) <= 3 and _attribution(head) == len(head))
    return lines[last + 1 :] if whole and led_in and _said(lines[last + 1 :]) else lines


def _without_signature(lines: list[str]) -> list[str]:
    for i, line in enumerate(lines):
        if line in ("-- ", "--") and _said(lines[:i]):
            lines = lines[:i]
            break
    while lines and (not lines[-1].strip() or PHONE.fullmatch(lines[-1])):
        if lines[-1].strip() and not _said(lines[:-1]):
            break
        lines = lines[:-1]
    return lines


def _quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "|>"))


def _said(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)
