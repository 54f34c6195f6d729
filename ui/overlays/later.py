"""Later: when this lead shall ring here again. It is no pause, and says so."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from ui import words
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.faces import pool_heat
from ui.person_words import name, whose
from ui.text import PlainLabel
from ui.their_clock import bare
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.line import Run
from ui.widgets.popup import Popup

MINUTES = (2, 10, 30, 60)
_WORDS = {2: "in 2 min", 10: "in 10 min", 30: "in 30 min", 60: "in 1 h"}
_WIDTH = 320


def later_choices(lead: Lead, now: Ms) -> list[Choice]:
    """The four times with their clock; those past the deadline say so."""
    made = []
    for number, minutes in enumerate(MINUTES, start=1):
        then = now + minutes * 60_000
        clock = bare(lead.where, then)
        note = f"  {whose(lead.person)} {clock}" if clock else f"  {words.UNKNOWN}"
        late = lead.due is not None and lead.first_attempt is None and now < lead.due <= then
        runs = [Run(_WORDS[minutes]), Run(note, Type.BODY, "ink2")]
        if late:
            runs.append(Run("  after the deadline", Type.BODY, "warm_text"))
        made.append(Choice(tuple(runs), "clock", str(number)))
    return made


def clock_words(lead: Lead, now: Ms) -> tuple[str, Role]:
    """That the clock runs on, and where it stands."""
    heat = pool_heat(lead, now, "")
    if heat.what == "left":
        left = words.time_left(heat.ms).removesuffix(" left")
        role: Role = "ink2" if heat.state == "calm" else "warm_text"
        return f"The clock does not stop: {left} to the deadline.", role
    if heat.what == "over":
        return f"The clock does not stop: {words.over(-heat.ms)}.", "hot_text"
    return "The clock does not stop. Anybody may take it meanwhile.", "ink2"


class LaterPopup(Popup):
    """Emits `chosen` with the lead's id and the minutes."""

    chosen = Signal(str, int)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Later", host)
        self._bridge, self._lead = bridge, ""
        self._title = ElidedLabel(theme, "", Type.SMALL_STRONG, "ink2")
        self.list = ChoiceList(theme, "When it shall ring again")
        self._clock = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self.stack((self._title, 14), (self.list, 0), (self._clock, 14), top=8)
        self.setFixedWidth(_WIDTH)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._take)

    def ask(self, lead: Lead) -> None:
        """Open for a lead."""
        now = self._bridge.now()
        self._lead = lead.id
        self._title.set_text(f"Show {name(lead.person)} again")
        self.list.set_choices(later_choices(lead, now))
        said, role = clock_words(lead, now)
        self._clock.setText(said)
        self._clock.set_role(role)
        self.open_at()

    @property
    def clock(self) -> str:
        """What it says of the clock."""
        return self._clock.text()

    def _take(self, row: int) -> None:
        lead_id = self._lead
        self.dismiss()
        self.chosen.emit(lead_id, MINUTES[row])
