"""Who is on, for one team: in memory, conflated, never used for correctness.

A card changes only by what a desk reports or fails to report; connecting alone changes nothing: a
laptop that wakes up at night does not put its rep back on."""

from msgspec import Struct
from msgspec.structs import replace

from app.domain.commands import Role
from app.domain.ids import Ms
from app.protocol import codec
from app.protocol.messages import Presence, PresenceDiff, RepCard, Status

GRACE_MS = 15_000
"""A desk that comes back within this was never away."""
PROOF_MS = 45_000
"""Three reports missed: a connected desk whose proof is older than this counts as deaf."""


class _Desk(Struct):
    rep: str
    status: Status | None = None
    proven: int = 0
    changed: int = 0
    """When it last said something new. The same again is proof, not news."""
    gone: int | None = None


class TeamPresence:
    """Cards of every rep of the team. `mono` is monotonic milliseconds, `wall` the hub's time."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.version = 0
        self._roster: dict[str, tuple[str, Role]] = {}
        self._desks: dict[str, _Desk] = {}
        self._cards: dict[str, RepCard] = {}
        self._full = ""
        self._diff = ""

    def knows(self, rep: str) -> bool:
        return rep in self._roster

    def ringing(self) -> frozenset[str]:
        """Reps whose desk is proven to ring. Safe in any thread: cards are replaced, never
        changed."""
        cards = self._cards
        return frozenset(rep for rep, card in cards.items() if card.state in ("armed", "on_call"))

    def armed(self) -> frozenset[str]:
        """Reps who could be asked to call this moment: their desk rings, and they are on no
        call."""
        cards = self._cards.values()
        return frozenset(
            card.rep for card in cards if card.state == "armed" and card.role != "marketing"
        )

    def set_roster(self, reps: list[tuple[str, str, Role]]) -> None:
        """Everybody who has a card: (rep id, name, role)."""
        self._roster = {rep: (name, role) for rep, name, role in reps}

    def connected(self, device: str, rep: str) -> None:
        desk = self._desks.setdefault(device, _Desk(rep))
        desk.gone = None

    def reported(self, device: str, status: Status, mono: int) -> None:
        if desk := self._desks.get(device):
            if desk.status is None or _word(desk.status) != _word(status):
                desk.changed = mono
            desk.status, desk.proven, desk.gone = status, mono, None

    def disconnected(self, device: str, mono: int) -> None:
        if desk := self._desks.get(device):
            desk.gone = mono

    def settle(self, wall: Ms, mono: int) -> bool:
        """Work out the cards. True when they changed, so that every desk has news to hear."""
        for device, desk in tuple(self._desks.items()):
            if desk.gone is not None and mono - desk.gone >= GRACE_MS:
                del self._desks[device]
        latest = self._latest()
        cards = {rep: self._card(rep, latest.get(rep), wall, mono) for rep in self._roster}
        joins = tuple(card for rep, card in cards.items() if card != self._cards.get(rep))
        leaves = tuple(rep for rep in self._cards if rep not in cards)
        if not joins and not leaves and self.version:
            return False
        self._cards = cards
        self.version += 1
        reps = tuple(sorted(cards.values(), key=lambda card: (card.name, card.rep)))
        self._full = codec.encode(Presence(s=self.stream, pver=self.version, reps=reps))
        self._diff = codec.encode(
            PresenceDiff(s=self.stream, pver=self.version, joins=joins, leaves=leaves)
        )
        return True

    def news_since(self, version: int) -> str | None:
        """What a desk that has `version` must hear: nothing, the last change, or everything."""
        if version == self.version:
            return None
        return self._diff if version and version == self.version - 1 else self._full

    def _card(self, rep: str, desk: _Desk | None, wall: Ms, mono: int) -> RepCard:
        name, role = self._roster[rep]
        card = _state(RepCard(rep=rep, name=name, role=role), desk, mono)
        before = self._cards.get(rep)
        same = before is not None and (before.state, before.lead) == (card.state, card.lead)
        return replace(card, since=before.since if before and same else wall)

    def _latest(self) -> dict[str, _Desk]:
        """By rep: one with two desks is what the one says that last had something new to say; two
        that differ and prove it in turn must not make the board flicker. One pass over all desks,
        for this is asked four times a second."""
        latest: dict[str, _Desk] = {}
        for desk in self._desks.values():
            known = latest.get(desk.rep)
            newer = known is None or (desk.changed, desk.proven) > (known.changed, known.proven)
            if desk.status is not None and newer:
                latest[desk.rep] = desk
        return latest


def _word(status: Status) -> tuple[bool, str, str]:
    return status.armed, status.mode, status.on_call


def _state(card: RepCard, desk: _Desk | None, mono: int) -> RepCard:
    status = desk.status if desk else None
    if desk is None or status is None or status.mode == "off":
        return replace(card, state="off", why=status.why if status else "")
    if desk.gone is None and mono - desk.proven >= PROOF_MS:
        return replace(card, state="deaf", why="Has not proven for 45 s that it can ring")
    if status.on_call:
        return replace(card, state="on_call", lead=status.on_call)
    if status.mode != "on":
        return replace(card, state=status.mode, why=status.why)
    return replace(card, state="armed" if status.armed else "deaf", why=status.why)
