"""The day the agenda shows: today or another, its touches and what of it is taken, ready for the
strip; and the judge of where a touch may stand on it."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.rep_times import RepTimes
from ui import words
from ui.bridge import Bridge
from ui.models.coming import Coming, days_with, label
from ui.models.drag import Verdict
from ui.models.faces import Moment
from ui.models.my_day import (
    Taken,
    baton_to,
    busy_words,
    day_of,
    midnight,
    my_times,
    shifts_on,
    taken_on,
    touches_on,
)
from ui.models.shown_day import DayShown
from ui.models.strip_layout import HOUR, Slot, Stretch, anchor, lay_out
from ui.models.touch_face import kind_of, touch_face
from ui.my_clock import my_zone
from ui.preview import move_refused
from ui.their_clock import there

_USUAL = (9, 17)
"""Hours shown of a day without a shift."""


class AgendaDay:
    """Reads the desk; holds which day is shown (`day` None: today)."""

    def __init__(self, bridge: Bridge, moment: Moment) -> None:
        self._bridge, self._moment = bridge, moment
        self.day: date | None = None
        self.mine = RepTimes()
        self._leads: dict[str, Lead] = {}
        self._asking: frozenset[str] = frozenset()
        self.see = ""
        """Where the plan for a person is shown."""

    @property
    def on(self) -> date:
        """The day shown."""
        return self.day or day_of(self._moment.shown)

    def read(self, leads: list[Lead], asking: frozenset[str]) -> None:
        """Take what is planned; `asking`: moves the hub has not answered."""
        desk, now = self._bridge.desk, self._moment.shown
        if self.day is not None and self.day <= day_of(now):
            self.day = None
        self._asking = asking
        if desk is not None:
            self.mine = my_times(desk.times, desk.playbook, desk.meetings)
        held = touches_on(leads, self._moment.me, now, self.on)
        self._leads = {lead.id: lead for lead in held}

    def lead(self, lead_id: str) -> Lead | None:
        """A touch of this day by its lead."""
        return self._leads.get(lead_id)

    def first(self) -> str:
        """The first touch of this day, empty without one."""
        return next(iter(self._leads), "")

    def neighbour(self, leads: list[Lead], by: int) -> date | None:
        """The day with touches before or after this one."""
        now = self._moment.shown
        days = [day_of(now), *days_with(leads, self._moment.me, now)]
        later = [day for day in days if day > self.on]
        earlier = [day for day in days if day < self.on]
        if by > 0:
            return later[0] if later else None
        return earlier[-1] if earlier else None

    def note(self, today: str) -> str:
        """Beside the heading."""
        if self.day is None:
            return today
        return f"{words.counted(len(self._leads), 'touch', 'touches')} · Esc: back to today"

    def today_folded(self, note: str) -> Coming:
        """The way back to today, as a line below another day."""
        today = day_of(self._moment.shown)
        count = int(note.split(" ")[0]) if note[:1].isdigit() else 0
        return Coming(today, label(today), f"today, {note}", count)

    # -- the strip

    def shown(self, nothing: str) -> DayShown:
        """Everything the strip shows."""
        now, day = self._moment.shown, self.on
        today = self.day is None
        taken = tuple(self._taken(day))
        shifts = shifts_on(self.mine, day)
        times = {lead.id: self._time(lead, now, today) for lead in self._leads.values()}
        starts = [when for when in times.values() if when is not None]
        first, last = midnight(day), midnight(day + timedelta(days=1))
        begin = max(shifts[0][0], first) if shifts else first + _USUAL[0] * HOUR
        start = anchor(now) if today else min([begin, *starts]) // HOUR * HOUR - HOUR // 2
        ends = min(shifts[-1][1], last) if shifts else first + _USUAL[1] * HOUR
        slots = [Slot(lead_id, when) for lead_id, when in times.items()]
        stretches = [Stretch(t.start, t.end, key) for key, t in enumerate(taken)]
        return DayShown(
            strip=lay_out(slots, stretches, start, ends),
            faces={
                lead.id: touch_face(
                    lead, self._moment, asking=lead.id in self._asking, see=self.see
                )
                for lead in self._leads.values()
            },
            times=times,
            taken=taken,
            now=now if today else None,
            ends=last,
            empty=nothing,
        )

    def _time(self, lead: Lead, now: Ms, today: bool) -> Ms | None:
        touch = lead.next_touch
        assert touch is not None
        return None if today and kind_of(touch, now) != "due" else touch.at

    def _taken(self, day: date) -> list[Taken]:
        desk = self._bridge.desk
        if desk is None:
            return []
        shifts, names = shifts_on(self.mine, day), {card.rep: card.name for card in desk.cards}
        baton = baton_to(desk.times, names, shifts[-1][1]) if shifts else ""
        return taken_on(self.mine, day, baton, names)

    def judge(self, lead_id: str, when: Ms) -> Verdict:
        """May its next touch stand there? With both clocks, and what I have on then."""
        lead, desk = self._leads.get(lead_id), self._bridge.desk
        mine = words.clock(at(when), my_zone())
        if lead is None or desk is None or desk.playbook is None:
            return Verdict(mine, "", "Nothing is known of it any more.")
        no = move_refused(lead, when, desk.playbook, self._bridge.now())
        note = busy_words(self.mine, when)
        if not note and not any(a <= when < b for a, b in self._shifts(when)):
            note = "Outside your shift"
        return Verdict(mine, there(lead.where, when), no, note)

    def _shifts(self, when: Ms) -> tuple[tuple[Ms, Ms], ...]:
        if not self.mine.blocks:
            return ((when, when + 1),)
        return shifts_on(self.mine, day_of(when))
