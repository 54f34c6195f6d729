"""What the rep does to the lead in the pane: each act asks the desk for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal

from app.domain.lead import Lead
from app.domain.touch import Channel, Disposition
from ui.bridge import Bridge, DeskLike
from ui.lead_stand import CHANNELS, Stand, looks, reads_first, stand
from ui.models.call_words import call_line
from ui.models.faces import Moment
from ui.models.outcome import AGAIN_MS as AGAIN
from ui.models.outcome import CALL_KEYS, IDLE, keys_for, open_touch, saving
from ui.models.planned import seen
from ui.models.rail_words import rail_words
from ui.models.touch_reason import PROVISIONAL, reason
from ui.person_words import name
from ui.their_clock import mine_and_theirs
from ui.theme import Theme
from ui.views.lead_pane import LeadPane
from ui.widgets.key_button import Kind

if TYPE_CHECKING:
    from ui.overlays.note import NotePopup

GUARD = 500
"""Milliseconds after the pane changed by itself during which no key may act on the new lead."""


class LeadDesk(QObject):
    """Holds the lead in the pane. Emits `told` with a sentence, and asks its owner for overlays:
    `later_wanted`, `next_wanted`, `return_wanted`, `compose_wanted` (lead, channel). `ending` says
    that a touch's outcome is on its way."""

    told = Signal(str)
    ending = Signal(str)
    later_wanted = Signal(object)
    next_wanted = Signal(object)
    return_wanted = Signal(object)
    compose_wanted = Signal(object, str)

    def __init__(
        self, bridge: Bridge, theme: Theme, pane: LeadPane, moment: Moment, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._theme, self._pane, self._moment = bridge, theme, pane, moment
        self._lead: Lead | None = None
        self._drafts: dict[str, tuple[Disposition | None, str]] = {}
        self._note: NotePopup | None = None
        self._guard = QElapsedTimer()
        self.guard_ms = GUARD
        self.first = ""
        """The lead that stands first in the lists: the rail's title says so."""
        self.can_compose = False
        """Whether somebody answers `compose_wanted`."""
        pane.hero.asked.connect(self.act)
        pane.hero.refused.connect(self.told)
        pane.bar.saved.connect(self._save)
        pane.bar.again_asked.connect(self._again)
        pane.bar.draft_changed.connect(self._preview)
        pane.bar.return_asked.connect(self.ask_return)
        pane.bar.typing.connect(pane.hero.set_caps_muted)
        bridge.call.connect(lambda _: self._call_moved())
        pane.about_toggled.connect(pane.toggle_about)

    @property
    def lead(self) -> Lead | None:
        """The lead in the pane."""
        return self._lead

    # -- showing

    def show(self, lead: Lead) -> None:
        """Another lead, or the new state of this one."""
        other = self._lead is None or self._lead.id != lead.id
        if other:
            self._keep_draft()
            self._pane.toggle_about(False)
        self._lead = lead
        self._pane.show_lead(lead, self._moment)
        self._buttons(lead)
        self._rail(lead)
        self._bar(lead, other)

    def tick(self, lead: Lead) -> None:
        """A second went by."""
        self._pane.tick(lead, self._moment)
        self._say_call(lead)
        if self._moment.now // 1_000 % 15 == 0:
            self._buttons(lead)  # calling hours open and close
            self._rail(lead)

    def focus(self) -> None:
        """Take the keyboard into the pane: the clue field during a touch, else the blue button."""
        bar, hero = self._pane.bar, self._pane.hero
        if bar.live:
            bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        shown = [button for button in hero.buttons.values() if button.isVisible()]
        blue = next((button for button in shown if button.kind is Kind.PRIMARY), None)
        if shown:
            (blue or shown[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def at_rest(self) -> bool:
        """Whether the pane may show another lead by itself: no hand in it, nothing begun."""
        lead, pane = self._lead, self._pane
        if lead is None:
            return True
        how = self._stand(lead)
        busy = how == "running" or (how == "mine" and lead.next_touch is None)
        return not (busy or pane.underMouse() or pane.bar.field.hasFocus())

    def guard(self) -> None:
        """The pane has just changed by itself: a key pressed now was meant for the lead before."""
        self._guard.start()

    def _stand(self, lead: Lead) -> Stand:
        return stand(lead, self._moment.me, self._moment.now)

    def _refusals(self, lead: Lead) -> dict[Channel, str]:
        desk = self._bridge.desk
        playbook = desk.playbook if desk is not None else None
        if playbook is None:
            return {}
        from ui.preview import refusal

        return {ch: refusal(lead, ch, playbook, self._moment.now) for ch in CHANNELS}

    def _buttons(self, lead: Lead) -> None:
        desk = self._bridge.desk
        hero = self._pane.hero
        playbook = desk.playbook if desk is not None else None
        lost = lead.id in self._moment.lost
        how: Stand = "theirs" if lost else self._stand(lead)
        made = looks(lead, how, playbook, self._refusals(lead))
        hero.set_trying(False)
        for act, look in made.items():
            hero.set_button(
                act, shown=look.shown, label=look.label, primary=look.primary, reason=look.reason
            )
        call = desk.call if desk is not None else None
        driven = call is not None and (call.lead, call.via) == (lead.id, "softphone")
        hero.set_button("hang_up", shown=driven, label="Hang up")
        hero.set_trying(lead.id in self._moment.trying)
        hero.place()

    def _rail(self, lead: Lead) -> None:
        desk = self._bridge.desk
        playbook = desk.playbook if desk is not None else None
        plan = ""
        if playbook is not None and lead.state != "closed":
            from ui.preview import if_nobody_answers

            plan = if_nobody_answers(lead, playbook, self._moment.now)
        words = rail_words(
            lead,
            playbook,
            self._moment.now,
            first=lead.id == self.first,
            refusals=self._refusals(lead),
            plan=plan,
        )
        self._pane.set_rail(words)

    # -- the outcome bar

    def _bar(self, lead: Lead, other: bool) -> None:
        desk, bar = self._bridge.desk, self._pane.bar
        acts = desk.pending(lead.id) if desk is not None else []
        touch = open_touch(lead, self._moment.me, acts)
        was_live = bar.live
        bar.set_keys(
            keys_for(touch) if touch else CALL_KEYS, live=touch is not None, idle=self._idle(lead)
        )
        self._say_call(lead)
        if touch is not None and (other or not was_live):
            bar.restore(*self._drafts.get(lead.id, (None, "")))
        if touch is not None:
            self._preview()

    def _say_call(self, lead: Lead) -> None:
        desk = self._bridge.desk
        if desk is not None:
            self._pane.bar.set_call(call_line(desk.call, lead, desk.now()))

    def _call_moved(self) -> None:
        """A phone told something; its fact may take a moment more."""
        if self._lead is not None:
            self._buttons(self._lead)
            self._say_call(self._lead)

    def _idle(self, lead: Lead) -> str:
        desk = self._bridge.desk
        if desk is not None and saving(desk.pending(lead.id)):
            ahead = desk.next_touch(lead.id)
            if ahead is None or not ahead.provisional:
                return "Saving …"
            from ui.preview import booked

            return f"{booked(lead, ahead, 'Next:')}. {PROVISIONAL}."
        mine = lead.owner == self._moment.me and bool(self._moment.me)
        if mine and lead.next_touch is not None:
            from ui.preview import booked

            why = reason(lead, lead.next_touch, self._moment.now)
            return f"{booked(lead, lead.next_touch, 'Next:')}. {why.removesuffix('.')}."
        if lead.closed is not None:
            return f"Closed: {lead.closed.reason.replace('_', ' ')}. Nothing more is due."
        if lead.owner and not mine and not lead.grabbable(self._moment.now):
            return f"{name(lead.person)} is with {lead.owner_name or 'somebody else'}."
        return IDLE

    def _keep_draft(self) -> None:
        if self._lead is not None and self._pane.bar.live:
            self._drafts[self._lead.id] = self._pane.bar.draft()

    def _preview(self) -> None:
        desk, lead = self._bridge.desk, self._lead
        chosen, clue = self._pane.bar.draft()
        if desk is None or lead is None or desk.playbook is None:
            return
        if chosen is None and not clue.strip():
            self._pane.bar.set_preview("", "")
            return
        from ui.preview import outcome

        made = outcome(lead, chosen or "no_answer", clue, desk.playbook, desk.now())
        self._pane.bar.set_preview(made.echo, made.then if chosen else "")

    def _save(self, disposition: str, clue: str) -> None:
        self.end_touch(cast(Disposition, disposition), clue=clue)

    def _again(self, disposition: str, clue: str) -> None:
        """Nobody answered: the outcome is said, and they are called again in twenty minutes."""
        desk, lead = self._bridge.desk, self._lead
        if desk is None or lead is None or desk.playbook is None:
            return
        from ui.preview import after, move_refused

        how, when = cast(Disposition, disposition), desk.now() + AGAIN
        when -= when % 60_000
        ended = after(lead, how, clue, desk.playbook, desk.now())
        no = move_refused(ended, when, desk.playbook, desk.now(), "again", "call")
        if no:
            self.told.emit(no)
            return
        self.end_touch(how, clue=clue)
        desk.move_touch(lead.id, when, "call", how="again")
        self.told.emit(f"{name(lead.person)} again at {mine_and_theirs(lead.where, when)}.")

    def give_back(self, lead_id: str, reason: str) -> None:
        """Return a lead to marketing; a running touch ends with it."""
        desk = self._bridge.desk
        if desk is None:
            return
        lead = desk.leads.get(lead_id)
        touch = (
            open_touch(lead, self._moment.me, desk.pending(lead_id)) if lead is not None else None
        )
        if touch is None:
            desk.return_lead(lead_id, reason)
        else:
            desk.end_touch(lead_id, touch.id, "returned", reason=reason)
            self.ending.emit(lead_id)
        self._drafts.pop(lead_id, None)
        self._show_again(lead_id)

    def _show_again(self, lead_id: str) -> None:
        lead = seen(self._bridge, lead_id)
        if lead is not None and self._lead is not None and self._lead.id == lead_id:
            self.show(lead)

    def end_touch(self, disposition: Disposition, *, clue: str = "", reason: str = "") -> None:
        """Say how the running touch ended."""
        desk, lead = self._bridge.desk, self._lead
        if desk is None or lead is None:
            return
        touch = open_touch(lead, self._moment.me, desk.pending(lead.id))
        if touch is None:
            return
        self._drafts.pop(lead.id, None)
        desk.end_touch(lead.id, touch.id, disposition, clue=clue, reason=reason)
        self.ending.emit(lead.id)
        self._show_again(lead.id)

    # -- acts

    def act(self, what: str) -> None:
        """One act by its name, from a button or a key."""
        desk, lead = self._bridge.desk, self._lead
        if desk is None or lead is None:
            return
        if self._guard.isValid() and self._guard.elapsed() < self.guard_ms:
            self.told.emit(f"{name(lead.person)} came up just now. Press the key again.")
            return
        if what in CHANNELS:
            self._touch(desk, lead, what)
        elif what == "hang_up":
            desk.hang_up()
        elif what == "later":
            self.later_wanted.emit(lead)
        elif what == "note":
            self._ask_note(lead)
        elif what == "next":
            self.next_wanted.emit(lead)

    def _touch(self, desk: DeskLike, lead: Lead, channel: Channel) -> None:
        how = self._stand(lead)
        if lead.id in self._moment.trying:
            self.told.emit(f"{name(lead.person)}: asked already, the hub has not answered yet.")
        elif how == "open":
            read = channel == "call" and reads_first(lead, desk.playbook)
            desk.claim(lead.id, None if read else channel)
        elif channel == "call" or not self.can_compose:
            desk.start_touch(lead.id, channel)
            desk.hand_over(lead.id, channel)
        else:
            self.compose_wanted.emit(lead, channel)

    def _ask_note(self, lead: Lead) -> None:
        if self._note is None:
            from ui.overlays.note import NotePopup

            self._note = NotePopup(self._theme, self._pane)
            self._note.noted.connect(self._noted)
        self._note.ask(lead.id, name(lead.person))

    def _noted(self, lead_id: str, text: str) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.note(lead_id, text)
            self.told.emit("Noted.")

    def ask_return(self) -> None:
        """Hand the lead back: the slip asks why."""
        if self._lead is not None:
            self.return_wanted.emit(self._lead)
