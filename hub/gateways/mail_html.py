"""An HTML mail as text: what a reader sees, with quoted history marked by ">".

The standard library's parser takes minutes over hostile input (a hundred thousand "<a "); this one
looks at every character once, and needs to know little of HTML."""

import html
import re
from collections.abc import Iterator

_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "hr", "ul"})
_HISTORY = re.compile(
    r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote)\b"
    r"|\b(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)\b"
)
"""Marks mail programs put on what they quote: Gmail, Yahoo, Thunderbird, Proton, Zoho, Outlook."""
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,20}")
_MARKS = re.compile(r"\b(?:class|id)\s*=\s*[\"']?([^\"'>]{1,200})", re.IGNORECASE)
_MOST = 400_000
_LONGEST_TAG = 2_000


def as_text(page: str) -> str:
    """The words of `page`, ending where the quoted history of a known program begins."""
    reader = _Reader()
    for tag, words in _tokens(page[:_MOST]):
        if tag:
            reader.tag(tag, words)
        else:
            reader.say(words)
        if reader.over:
            break
    lines = (" ".join(line.split()) for line in "".join(reader.said).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tokens(page: str) -> Iterator[tuple[str, str]]:
    """(tag name, its inside) for each tag, ("", words) for what stands between them."""
    done = 0
    while (start := page.find("<", done)) >= 0:
        if start > done:
            yield "", page[done:start]
        if page.startswith("<!--", start):
            end = page.find("-->", start + 4)
            done = len(page) if end < 0 else end + 3
            continue
        end = page.find(">", start)
        if end < 0:
            return
        inside = page[start + 1 : end]
        name = _NAME.match(inside)
        if name:
            yield name.group().lower(), inside[:_LONGEST_TAG]
        elif not inside.startswith(("!", "?")):
            yield "", page[start : end + 1]
        done = end + 1
    yield "", page[done:]


class _Reader:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.over = False
        self._silent = ""
        self._quoted = 0

    def tag(self, name: str, inside: str) -> None:
        if self._silent:
            if name in (f"/{self._silent}", "body"):  # a head without an end ends at the body
                self._silent = ""
            return
        if name in _SILENT:
            self._silent = name
        elif name.strip("/") == "blockquote":
            self._quoted = max(0, self._quoted + (-1 if name[0] == "/" else 1))
            self.said.append("\n")
        elif name.strip("/") in _BREAKS:
            self.said.append("\n")
        if any(_HISTORY.search(marks) for marks in _MARKS.findall(inside)):
            self.over = any(words.strip() for words in self.said)

    def say(self, words: str) -> None:
        if self._silent:
            return
        plain = re.sub(r"\s+", " ", html.unescape(words))
        if self._quoted and plain.strip():
            plain = f"\n> {plain.strip()}"
        self.said.append(plain)
