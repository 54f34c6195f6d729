"""An HTML mail as text: what a reader sees, with quoted history marked by ">"."""

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "hr", "ul"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base"})
_HISTORY = re.compile(
    r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote)\b"
    r"|\b(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)\b"
)
"""Marks mail programs put on what they quote: Gmail, Yahoo, Thunderbird, Proton, Zoho, Outlook."""
_MOST = 400_000


def as_text(html: str) -> str:
    """The words of `html`, ending where the quoted history of a known program begins."""
    reader = _Reader()
    try:
        reader.feed(html[:_MOST])
        reader.close()
    except (AssertionError, RecursionError, ValueError):  # the parser gave up: keep what it read
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.said).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._quoted = 0
        self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for key, value in attrs if key in ("class", "id"))
        if _HISTORY.search(marks) and "".join(self.said).strip():
            self._over = True
        if tag in _SILENT and tag not in _VOID:
            self._silent += 1
        if tag == "blockquote":
            self._quoted += 1
        if tag in _BREAKS or tag == "blockquote":
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
            self._say("\n")
        elif tag in _BREAKS and tag != "br":
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if self._quoted and data.strip():
            data = "\n> " + " ".join(data.split())
        elif not self._quoted:
            data = re.sub(r"\s+", " ", data)
        self._say(data)

    def _say(self, words: str) -> None:
        if not self._silent and not self._over:
            self.said.append(words)
