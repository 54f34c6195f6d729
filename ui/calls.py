"""What the window does when a phone tells something: a call that ended asks how, and whoever calls
back is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.domain.lead import Lead
from ui.bridge import Bridge
from ui.models.outcome import saving
from ui.person_words import name


class CallsHeard(QObject):
    """`show(lead)` brings a lead and its outcome bar to the front; `tell` says a sentence instead,
    while the rep writes something."""

    def __init__(
        self,
        bridge: Bridge,
        show: Callable[[str], None],
        tell: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._show, self._tell = bridge, show, tell
        bridge.call_ended.connect(self._ended)
        bridge.called_in.connect(self._called_in)

    def _ended(self, lead_id: str, touch: str, seconds: int, reached: bool) -> None:
        lead = self._bridge.lead(lead_id)
        if lead is not None and not self._said(lead, touch):
            self._bring(lead, f"The call with {name(lead.person)} is over. Say how it ended.")

    def _called_in(self, lead_id: str, number: str) -> None:
        lead = self._bridge.lead(lead_id)
        if lead is not None:
            said = f"{name(lead.person)} is calling you. Take it on your softphone."
            self._bring(lead, said)
            self._tell(said)

    def _said(self, lead: Lead, touch: str) -> bool:
        """Whether the outcome is known already, or on its way."""
        desk = self._bridge.desk
        ended = any(one.id == touch and one.ended is not None for one in lead.touches)
        return ended or desk is None or saving(desk.pending(lead.id))

    def _bring(self, lead: Lead, instead: str) -> None:
        if _writing():
            self._tell(instead)
        else:
            self._show(lead.id)


def _writing() -> bool:
    """Whether somebody is in the middle of a text: nothing is put in front of it."""
    at = QApplication.focusWidget()
    if isinstance(at, QLineEdit):
        return bool(at.text())
    return isinstance(at, QPlainTextEdit) and bool(at.toPlainText())
