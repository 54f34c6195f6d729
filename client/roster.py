"""Who is on, as the hub last said. Ephemeral: never used for correctness."""

from app.protocol.messages import Presence, PresenceDiff, RepCard


class Roster:
    def __init__(self) -> None:
        self._cards: dict[str, dict[str, RepCard]] = {}

    @property
    def cards(self) -> tuple[RepCard, ...]:
        every = (card for team in self._cards.values() for card in team.values())
        return tuple(sorted(every, key=lambda card: (card.name, card.rep)))

    def hear(self, frame: Presence | PresenceDiff) -> None:
        """A full list replaces, a difference changes."""
        if isinstance(frame, Presence):
            self._cards[frame.s] = {card.rep: card for card in frame.reps}
            return
        cards = self._cards.setdefault(frame.s, {})
        cards.update({card.rep: card for card in frame.joins})
        for rep in frame.leaves:
            cards.pop(rep, None)
