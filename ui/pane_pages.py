"""The pages of Now's pane: the lead, the letter, arming, deaf, awake, empty. One is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Channel
from client.hooks import LinkState
from ui.models.column_words import is_deaf
from ui.widgets.empty_text import EmptyText

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.views.awake import AwakePage
    from ui.views.compose import Composer

GONE = 10 * 60_000
"""Milliseconds without a word of the hub after which the window says what happened meanwhile."""


class PanePages(QObject):
    """Builds each page when it is first needed, and settles which one is shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pages: dict[str, QWidget] = {"lead": window.now.lead_pane}
        self._composer: Composer | None = None
        self._awake: AwakePage | None = None
        self._writing = ""
        self._gone: Ms | None = None
        self._back = False
        self._fresh = True
        window.now.desk.compose_wanted.connect(self.write)
        window.now.desk.can_compose = True
        window.bridge.link.connect(self._link)
        window.bridge.reset.connect(self.settle)
        window.bridge.compose.connect(self._compose)

    @property
    def shown(self) -> str:
        """The page shown: lead, compose, arming, deaf, awake, empty, or nobody (signed out)."""
        current = self._window.now.pane.currentWidget()
        return next((name for name, page in self._pages.items() if page is current), "")

    def settle(self) -> None:
        """Show the page that belongs there now."""
        name = self._wanted()
        page = self._pages.get(name) or self._add(name, getattr(self, f"_make_{name}")())
        self._window.now.pane.setCurrentWidget(page)
        self._window.now.set_in_pane(name in ("lead", "compose"))

    def _wanted(self) -> str:
        now, desk = self._window.now, self._window.bridge.desk
        if desk is None:
            return "nobody"
        if self._writing and self._writing == now.current:
            return "compose"
        self._fresh = self._fresh and not desk.armed_state.armed
        if not now.picked and not now.on_call():  # a lead picked by hand, or on a call, stays
            if is_deaf(desk.armed_state):
                return "arming" if self._fresh else "deaf"
            if self._back:
                return "awake"
        return "lead" if now.current else "empty"

    def _add(self, name: str, page: QWidget) -> QWidget:
        self._pages[name] = page
        self._window.now.pane.addWidget(page)
        self._window.introduce(page)
        return page

    # -- pages

    def _make_arming(self) -> QWidget:
        from ui.views.arming import ArmingPage

        page = ArmingPage(self._window.bridge, self._window.theme)
        page.fix.connect(self._window.mend)
        page.play.connect(self._window.play_sound)
        page.done.connect(self._begun)
        return page

    def _begun(self) -> None:
        self._fresh = False
        self.settle()

    def _make_deaf(self) -> QWidget:
        from ui.views.deaf import DeafPage

        page = DeafPage(self._window.bridge, self._window.theme)
        page.fix.connect(self._window.mend)
        page.play.connect(self._window.play_sound)
        return page

    def _make_empty(self) -> QWidget:
        from ui.views.empty import EmptyPage

        page = EmptyPage(self._window.bridge, self._window.theme)
        page.practice.connect(self._window.practise)
        page.open_lead.connect(self._window.open_lead)
        return page

    def _make_nobody(self) -> QWidget:
        words = "Sign in with the invite code your team lead gave you."
        text = EmptyText(self._window.theme, "Nobody is signed in", words)
        text.setFixedWidth(500)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(2)
        column.addWidget(text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    # -- back after a while

    def _link(self, link: LinkState) -> None:
        now = self._window.bridge.now()
        if link.state != "live":
            self._gone = self._gone or link.since or now
            return
        gone, self._gone = self._gone, None
        if gone is not None and now - gone >= GONE:
            self._welcome(gone, now)

    def _welcome(self, since: Ms, until: Ms) -> None:
        from ui.models.gone import Gap

        if self._awake is None:
            from ui.views.awake import AwakePage

            self._awake = AwakePage(self._window.bridge, self._window.theme)
            self._awake.open_lead.connect(self._open)
            self._awake.claim.connect(self._claim)
            self._awake.done.connect(self._done)
            self._add("awake", self._awake)
        self._awake.show_gap(Gap(since, until, "No word from the hub"))
        self._back = True
        self.settle()

    def _done(self) -> None:
        self._back = False
        self.settle()

    def _open(self, lead_id: str) -> None:
        self._back = False
        self._window.open_lead(lead_id)

    def _claim(self, lead_id: str) -> None:
        self._open(lead_id)
        self._window.now.desk.act("call")

    # -- writing

    def write(self, lead: Lead, channel: Channel) -> None:
        """Open the letter for this lead."""
        if self._composer is None:
            from ui.views.compose import Composer

            self._composer = Composer(self._window.bridge, self._window.theme)
            self._composer.handed.connect(self._hand)
            self._composer.call_wanted.connect(lambda _: self._window.now.desk.act("call"))
            self._composer.next_wanted.connect(lambda _: self._window.now.desk.act("next"))
            self._composer.ended_wanted.connect(self._ended)
            self._composer.closed.connect(self._close)
            self._composer.told.connect(self._window.tell)
            self._add("compose", self._composer)
        self._window.toast.hide()  # its Undo has the key that takes back a message
        self._writing, self._window.now.writing = lead.id, lead.id
        self._composer.open(lead, channel)
        self.settle()

    def _compose(self, lead_id: str, channel: Channel, why: str) -> None:
        """The claim was granted: its answer is on its way, or `why` not."""
        lead = self._window.bridge.lead(lead_id)
        if lead is None:
            return
        self._window.open_lead(lead_id)
        self.write(lead, channel)
        if why and self._composer is not None:
            self._composer.say(why)

    def taken_below(self) -> int:
        """How much of the window's foot is written in, in px: nothing is said over that."""
        if self._composer is None or self.shown != "compose" or self._window.rooms.at != "now":
            return 0
        return self._composer.foot.height()

    def may_undo(self) -> bool:
        """Whether something to the lead shown can still be taken back."""
        return bool(self._in_hand())

    def undo(self) -> None:
        """Take it back, and have its words in the editor."""
        lead = self._window.bridge.lead(self._window.now.current)
        message = self._in_hand()
        if lead is None or not message:
            return
        about = lead.message(message)
        if self.shown != "compose":
            self.write(lead, about.channel if about is not None else "sms")
        if self._composer is not None:
            self._composer.post.take_back(lead.id, message)

    def may_press(self, do: str) -> bool:
        """Whether a message in the composer shown has this under it."""
        if self._composer is None or self.shown != "compose":
            return False
        return any(act.do == do for b in self._composer.story.messages for act in b.acts)

    def press(self, letter: str) -> None:
        """A key of a message in the composer."""
        if self._composer is not None:
            self._composer.press(letter)

    def _in_hand(self) -> str:
        from ui.views.post import in_hand

        return in_hand(self._window.bridge, self._window.now.current)

    def _hand(self, lead_id: str, channel: Channel, text: str, subject: str, template: str) -> None:
        desk = self._window.bridge.desk
        if desk is not None:
            desk.start_touch(lead_id, channel, text, template)
            desk.hand_over(lead_id, channel, text, subject)
        self._close()

    def _ended(self, number: int) -> None:
        """How the call ended is said where it always is, below the lead."""
        bar = self._window.now.lead_pane.bar
        if self._composer is not None:
            self._composer.leave()
        if number:
            bar.choose(number)
        elif bar.buttons:
            bar.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _close(self) -> None:
        self._writing, self._window.now.writing = "", ""
        self.settle()
        self._window.now.column.pool.setFocus()
