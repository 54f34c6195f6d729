"""The leads in memory, and what a run of the feed makes of them. Pure: planned first, adopted after
the plan is on disk, so that memory never knows what a restart would not."""

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.domain.evolve import evolve
from app.domain.facts import Fact, LeadReceived
from app.domain.lead import Lead
from app.protocol.codec import decode_body
from app.protocol.messages import Cursor, Ev
from app.protocol.subscriber import Dropped, Effect, Fresh, Heard, Moved, Replaced


class Batch(Struct):
    """What one transaction changes of the mirror."""

    leads: dict[str, tuple[str, Lead]] = {}
    """Lead id -> (stream, lead)."""
    raw: list[tuple[str, int, bytes]] = []
    """(stream, seq, the frame): for re-projection by a later version, and bug reports."""
    cursors: dict[str, Cursor] = {}
    emptied: list[str] = []
    """Streams whose leads, raw facts and cursor go before anything is written."""


class Changed(Struct, frozen=True):
    """One fact folded in. `fact` is None for a kind this version does not know."""

    ev: Ev
    fact: Fact | None
    before: Lead | None
    after: Lead | None
    live: bool


class Swapped(Struct, frozen=True):
    """A stream's leads were replaced as a whole (a snapshot), or taken away (none)."""

    s: str
    leads: tuple[Lead, ...]


Step = Changed | Swapped | Heard


class Mirror:
    """`leads` changes only in `adopt`."""

    def __init__(
        self,
        leads: dict[str, Lead],
        streams: dict[str, str],
        cursors: dict[str, Cursor],
        on_error: Callable[[BaseException], None],
    ) -> None:
        self.leads = leads
        self._streams = streams
        self._cursors = cursors
        self._planned = cursors
        self._on_error = on_error

    def plan(
        self, effects: Iterable[Effect], owed: Batch | None = None
    ) -> tuple[Batch, list[Step]]:
        """What to write, and the steps to take once it is written, in the feed's order. `owed` is
        an earlier batch the disk refused: it goes first, in the same transaction."""
        batch, steps = owed or Batch(), list[Step]()
        draft: dict[str, Lead | None] = {}
        cursors = dict(self._cursors)
        for effect in effects:
            match effect:
                case Fresh(ev=ev, live=live):
                    batch.raw.append((ev.s, ev.seq, msgspec.json.encode(ev)))
                    self._move(batch, cursors, ev.s, ev.seq, ev.eid)
                    before = draft[ev.lead] if ev.lead in draft else self.leads.get(ev.lead)
                    fact = self._read(ev)
                    after = self._fold(before, fact, ev)
                    if after is not None:
                        draft[ev.lead] = after
                        batch.leads[ev.lead] = (ev.s, after)
                    steps.append(Changed(ev, fact, before, after, live))
                case Moved(s=s, seq=seq, eid=eid):
                    self._move(batch, cursors, s, seq, eid)
                case Replaced(s=s, cursor=cursor, leads=leads):
                    self._empty(batch, draft, s)
                    for lead in leads:
                        draft[lead.id] = lead
                        batch.leads[lead.id] = (s, lead)
                    batch.cursors[s] = cursors[s] = cursor
                    steps.append(Swapped(s, leads))
                case Dropped(s=s):
                    self._empty(batch, draft, s)
                    cursors.pop(s, None)
                    steps.append(Swapped(s, ()))
                case Heard():
                    steps.append(effect)
        self._planned = cursors
        return batch, steps

    def written(self) -> None:
        """The last plan is on disk."""
        self._cursors = self._planned

    def adopt(self, step: Changed | Swapped) -> None:
        if isinstance(step, Changed):
            if step.after is not None:
                known = self.leads.get(step.after.id)
                assert known is None or known.v < step.after.v, "a lead never goes back (C3)"
                self.leads[step.after.id] = step.after
                self._streams[step.after.id] = step.ev.s
            return
        for lead_id in [i for i, s in self._streams.items() if s == step.s]:
            del self._streams[lead_id]
            self.leads.pop(lead_id, None)
        for lead in step.leads:
            self.leads[lead.id] = lead
            self._streams[lead.id] = step.s

    def _move(self, batch: Batch, cursors: dict[str, Cursor], s: str, seq: int, eid: str) -> None:
        batch.cursors[s] = cursors[s] = replace(cursors[s], seq=seq, eid=eid)

    def _empty(self, batch: Batch, draft: dict[str, Lead | None], s: str) -> None:
        batch.emptied.append(s)
        batch.raw = [row for row in batch.raw if row[0] != s]
        batch.leads = {key: row for key, row in batch.leads.items() if row[0] != s}
        batch.cursors.pop(s, None)
        for lead_id, stream in self._streams.items():
            if stream == s:
                draft[lead_id] = None

    def _fold(self, before: Lead | None, fact: Fact | None, ev: Ev) -> Lead | None:
        """One fact that cannot be folded must not stop the feed: it counts as unknown."""
        try:
            return fold(before, fact, ev)
        except Exception as wrong:
            self._on_error(wrong)
            return fold(before, None, ev)

    def _read(self, ev: Ev) -> Fact | None:
        """A body that cannot be read is a fact of a later version: kept raw, shown as nothing."""
        try:
            return decode_body(ev.k, bytes(ev.b))
        except msgspec.DecodeError as wrong:
            self._on_error(ValueError(f"unreadable {ev.k} {ev.eid}: {type(wrong).__name__}"))
            return None


def fold(before: Lead | None, fact: Fact | None, ev: Ev) -> Lead | None:
    """The lead after `ev`, or None when nothing changes: what is newer already stays (a snapshot
    may run ahead of its position), and a lead never received cannot change."""
    if before is not None and ev.v <= before.v:
        return None
    if fact is None:
        return replace(before, v=ev.v) if before else None
    if before is None and not isinstance(fact, LeadReceived):
        return None
    after = evolve(before, fact, ev.lead)
    return after if after.v == ev.v else replace(after, v=ev.v)
