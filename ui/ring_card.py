"""Which cards are up, where they stand, and what their buttons ask for. Never the only alarm: the
notification and the window ring too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication

from app.domain.lead import Lead
from app.domain.touch import Channel
from client.hooks import Pending, Ring
from client.ring_rules import THEIRS
from client.settings import Settings
from ui.bridge import Bridge, DeskLike
from ui.cards.burst_card import BurstCard, BurstFace
from ui.cards.lead_card import (
    PRACTICE_LOOKS,
    CardFace,
    LeadCard,
    card_face,
    practice_face,
)
from ui.cards.lost_card import LostCard
from ui.cards.shell import SIZE, CardShell
from ui.clockwork import Ticker
from ui.lead_stand import CHANNELS, ActLook, looks, stand
from ui.models.faces import Moment, RowFace, pool_face
from ui.person_words import name
from ui.theme import Theme
from ui.words import counted

CORNER, GAP = 16, 10
MOST = 4
"""Cards at once; an older one makes room, its lead stays in the window."""
SHOWN_IN_BURST = 3
_MINE_TOO = frozenset({"assigned", "due", "sla", "nudged", "again"}) | THEIRS


class RingCards(QObject):
    """Emits `acted(lead, action)` and `closed(lead)`."""

    acted = Signal(str, str)
    closed = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        settings: Settings,
        parent: QObject | None = None,
        *,
        after: int = 0,
    ) -> None:
        """`after`: milliseconds a card waits; painting it must not hold up the notification."""
        super().__init__(parent)
        self._after = after
        self._coming: dict[str, Ring] = {}
        self._bridge, self._theme, self._settings = bridge, theme, settings
        self._cards: dict[str, CardShell] = {}
        self._rings: dict[str, Ring] = {}
        self._moment = Moment()
        self._ticker = Ticker(self._now, self)
        self._ticker.second.connect(self._second)
        bridge.ring.connect(self._comes)
        bridge.ring_over.connect(self._over)
        bridge.lead_changed.connect(lambda lead, _fact: self._changed(lead.id))
        bridge.pending_changed.connect(self._changed)
        bridge.reset.connect(self._again)

    @property
    def cards(self) -> tuple[CardShell, ...]:
        """What is up, oldest first."""
        return tuple(self._cards.values())

    def set_settings(self, settings: Settings) -> None:
        """Privacy and motion, in force for what is up as well."""
        self._settings = settings
        self._again()

    def _now(self) -> int:
        desk = self._bridge.desk
        return desk.now() if desk is not None else 0

    # -- what comes and goes

    def _comes(self, ring: Ring) -> None:
        if not self._after:
            self._ring(ring)
            return
        self._coming[ring.id] = ring
        QTimer.singleShot(self._after, self, lambda: self._arrive(ring.id))

    def _arrive(self, key: str) -> None:
        ring = self._coming.pop(key, None)
        if ring is not None:
            self._ring(ring)

    def _ring(self, ring: Ring) -> None:
        desk = self._bridge.desk
        if ring.why == "practice":
            self._practise(ring)
            return
        leads = [lead for key in ring.leads if desk and (lead := desk.leads.get(key))]
        if desk is None or not leads:
            return
        if len(leads) == 1:
            self._put(leads[0].id, ring)
        else:
            for lead in leads:  # what stood alone stands with the others now
                self._drop(lead.id)
            self._put(ring.id, ring)

    def _practise(self, ring: Ring) -> None:
        card = LeadCard(self._theme, practice_face(), reduce_motion=self._settings.reduce_motion)
        card.set_looks(PRACTICE_LOOKS, trying=False)
        card.acted.connect(lambda _action: self._drop(ring.id))
        card.closed.connect(lambda: self._drop(ring.id))
        self._cards[ring.id] = card
        self._stack()

    def _put(self, key: str, ring: Ring) -> None:
        self._rings[key] = ring
        if key not in self._cards:
            while len(self._cards) >= MOST:
                self._drop(next(iter(self._cards)))
            card = self._made(key, ring)
            if card is None:
                return
            self._cards[key] = card
            self._stack()
        self._ticker.start()
        self._show(key)

    def _made(self, key: str, ring: Ring) -> CardShell | None:
        calm = self._settings.reduce_motion
        self._look()
        if len(ring.leads) == 1:
            lead = self._lead(key)
            if lead is None:
                return None
            made = LeadCard(self._theme, self._face(lead, ring.why), reduce_motion=calm)
            made.acted.connect(lambda action: self.acted.emit(key, action))
            made.closed.connect(lambda: self._close(key))
            return made
        burst = BurstCard(self._theme, self._burst(ring), reduce_motion=calm)
        burst.hottest.connect(lambda: self._hottest(key))
        burst.show_all.connect(lambda: self._show_all(key))
        burst.closed.connect(lambda: self._close(key))
        return burst

    def _over(self, lead_id: str, why: str) -> None:
        """Somebody acted. A claim lost here is said for four seconds."""
        for key in [key for key, ring in self._coming.items() if ring.leads == (lead_id,)]:
            del self._coming[key]
        tried = lead_id in self._cards and self._trying(lead_id)
        lead = self._lead(lead_id)
        if lead_id in self._cards:
            self._drop(lead_id)
        if why and lead is not None and (tried or "before you" in why):
            self._lose(lead, why)
        for key in [key for key, ring in self._rings.items() if lead_id in ring.leads]:
            self._show(key)

    def _lose(self, lead: Lead, why: str) -> None:
        key = f"lost:{lead.id}"
        who = "A lead" if self._settings.privacy else name(lead.person)
        card = LostCard(self._theme, who, why, reduce_motion=self._settings.reduce_motion)
        card.closed.connect(lambda: self._drop(key))
        self._cards[key] = card
        self._stack()
        self._ticker.start()

    def _close(self, key: str) -> None:
        ring = self._rings.get(key)
        self._drop(key)
        for lead_id in ring.leads if ring is not None else ():
            self.closed.emit(lead_id)

    def _drop(self, key: str) -> None:
        self._rings.pop(key, None)
        card = self._cards.pop(key, None)
        if card is not None:
            card.leave()
        self._stack()
        if not self._cards:
            self._ticker.stop()

    # -- what they ask

    def _hottest(self, key: str) -> None:
        left = self._left(self._rings[key])
        if left:
            self.acted.emit(left[0].id, "claim-call")

    def _show_all(self, key: str) -> None:
        left = self._left(self._rings[key])
        if left:
            self.acted.emit(left[0].id, "default")
        self._close(key)

    # -- what they say

    def _second(self, _now: object) -> None:
        for key in list(self._cards):
            card = self._cards[key]
            if not isinstance(card, LostCard):
                self._show(key)
            elif card.second():
                self._drop(key)

    def _changed(self, lead_id: str) -> None:
        for key, ring in list(self._rings.items()):
            if not lead_id or lead_id in ring.leads:
                self._show(key)

    def _again(self) -> None:
        for key in list(self._rings):
            self._show(key)

    def _show(self, key: str) -> None:
        """Bring a card up to this moment; away with it when its reason is gone."""
        card, ring = self._cards.get(key), self._rings.get(key)
        desk = self._bridge.desk
        if card is None or ring is None or desk is None:
            return
        self._look()
        if isinstance(card, BurstCard):
            if self._left(ring):
                card.set_face(self._burst(ring))
                card.set_trying(any(self._trying(lead.id) for lead in self._left(ring)))
            else:
                self._drop(key)
        elif isinstance(card, LeadCard):
            lead = self._lead(key)
            if lead is None or not self._stands(lead, ring):
                self._drop(key)
            else:
                card.set_face(self._face(lead, ring.why))
                card.set_looks(self._looks(lead, desk), trying=self._trying(key))

    def _stands(self, lead: Lead, ring: Ring) -> bool:
        how = stand(lead, self._moment.me, self._moment.now)
        if how == "open":
            return True
        # Given, due or reminded: mine to act on until a touch runs. What I just claimed is done.
        return how == "mine" and ring.why in _MINE_TOO

    def _face(self, lead: Lead, why: str) -> CardFace:
        desk = self._bridge.desk
        team = desk.me.team_name if desk is not None and desk.me is not None else ""
        playbook = desk.playbook if desk is not None else None
        private = self._settings.privacy
        return card_face(lead, self._moment, playbook, team, private=private, why=why)

    def _burst(self, ring: Ring) -> BurstFace:
        left = self._left(ring)
        desk = self._bridge.desk
        playbook = desk.playbook if desk is not None else None
        lanes = Counter(
            playbook.lanes[lead.lane].title if playbook and lead.lane in playbook.lanes else "open"
            for lead in left
        )
        rows = tuple(pool_face(lead, self._moment) for lead in left[:SHOWN_IN_BURST])
        if self._settings.privacy:
            rows = tuple(_nameless(row) for row in rows)
        return BurstFace(
            title=counted(len(left), "lead"),
            lanes=", ".join(f"{many} {title.lower()}" for title, many in lanes.most_common()),
            rows=rows,
            more=len(left) - len(rows),
            remaining=1 - rows[0].share if rows else 0.0,
        )

    def _left(self, ring: Ring) -> list[Lead]:
        """What of a burst may still be claimed, in its order."""
        known = (self._lead(lead_id) for lead_id in ring.leads)
        return [lead for lead in known if lead is not None and lead.grabbable(self._moment.now)]

    def _looks(self, lead: Lead, desk: DeskLike) -> dict[str, ActLook]:
        from ui.preview import refusal

        how = stand(lead, self._moment.me, self._moment.now)
        refusals: dict[Channel, str] = {}
        if desk.playbook is not None:
            for channel in CHANNELS:
                refusals[channel] = refusal(lead, channel, desk.playbook, self._moment.now)
        return looks(lead, how, desk.playbook, refusals)

    def _trying(self, lead_id: str) -> bool:
        desk = self._bridge.desk
        acts: list[Pending] = desk.pending(lead_id) if desk is not None else []
        return any(act.do == "claim" for act in acts)

    def _lead(self, lead_id: str) -> Lead | None:
        desk = self._bridge.desk
        return desk.leads.get(lead_id) if desk is not None else None

    def _look(self) -> None:
        desk = self._bridge.desk
        if desk is not None:
            self._moment.now = desk.now()
            self._moment.me = desk.me.rep if desk.me is not None else ""

    # -- where they stand

    def _stack(self) -> None:
        """From the lower right corner of the screen with the mouse, the oldest lowest."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = room.right() + 1 - CORNER - SIZE.width()
        y = room.bottom() + 1 - CORNER - SIZE.height()
        for card in self._cards.values():
            card.arrive(QPoint(x, y))
            y -= SIZE.height() + GAP


def _nameless(row: RowFace) -> RowFace:
    return replace(row, name="A lead", second="")
