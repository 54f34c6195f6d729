"""The place of the link where they choose a time, in a message being written: one character for the
cursor, `{good_time}` for everybody else. Not the link itself: the hub makes it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.domain.template_text import MARKER
from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.widgets.line import draw_text, text_width

OBJECT = "\ufffc"
"""What Qt puts in the text for it; the same character from elsewhere is not one of ours."""
WORDS = "Link to choose a time"
_KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_ICON, _PAD, _GAP, _RADIUS = 12, 6, 4, 4


class TimeLink(QPyTextObject):
    """Paints the link's place in a document that was given to it by `serve`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def serve(self, document: QTextDocument) -> None:
        """Paint the links of this document from now on."""
        document.documentLayout().registerHandler(_KIND, self)

    def intrinsicSize(self, doc: QTextDocument, place: int, style: QTextFormat) -> QSizeF:
        # As high as the letters over their baseline, so that a line with it is no higher.
        wide = text_width(WORDS, Type.SMALL_MEDIUM) + _ICON + _GAP + 2 * _PAD
        return QSizeF(wide + 2, QFontMetricsF(doc.defaultFont()).ascent())

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        place: int,
        style: QTextFormat,
    ) -> None:
        tokens, low = self._theme.tokens, QFontMetricsF(doc.defaultFont()).descent()
        chosen = style.hasProperty(QTextFormat.Property.BackgroundBrush)
        ink, rim = (tokens.on_accent,) * 2 if chosen else (tokens.ink, tokens.rim)
        box = QRectF(rect.left() + 1.5, rect.top() - 0.5, rect.width() - 3, rect.height() + low)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush if chosen else QBrush(tokens.hover))
        painter.setPen(QPen(rim, 1))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        x, middle = box.left() + _PAD, box.center().y()
        paint_icon(painter, "calendar-clock", x, middle - _ICON / 2, _ICON, ink)
        words = QRectF(x + _ICON + _GAP, box.top(), box.width(), box.height())
        draw_text(painter, words, WORDS, Type.SMALL_MEDIUM, ink)
        painter.restore()


def put_links(document: QTextDocument) -> None:
    """Every `{good_time}` in the text becomes a link's place, in one step with the change before:
    undoing that undoes this."""
    found = document.find(MARKER, 0, QTextDocument.FindFlag.FindCaseSensitively)
    while not found.isNull():
        found.joinPreviousEditBlock()
        found.insertText(OBJECT, _style())
        found.endEditBlock()
        found = document.find(MARKER, found, QTextDocument.FindFlag.FindCaseSensitively)


def written(document: QTextDocument) -> str:
    """The text as it is kept and sent."""
    raw = document.toPlainText()
    if OBJECT not in raw:
        return raw
    lines: list[str] = []
    block = document.begin()
    while block.isValid():
        lines.append(_line(block))
        block = block.next()
    return "\n".join(lines)


def written_in(cursor: QTextCursor) -> str:
    """What is selected, as it is kept and sent."""
    part = QTextDocument()
    QTextCursor(part).insertFragment(cursor.selection())
    return written(part)


def has_link(document: QTextDocument) -> bool:
    """Whether a link stands in it."""
    return OBJECT in document.toPlainText() and MARKER in written(document)


def _line(block: QTextBlock) -> str:
    made = ""
    at = block.begin()
    while not at.atEnd():
        part = at.fragment()
        ours = part.charFormat().objectType() == _KIND
        made += part.text().replace(OBJECT, MARKER if ours else "")
        at += 1
    return made


def _style() -> QTextCharFormat:
    style = QTextCharFormat()
    style.setObjectType(_KIND)
    return style
