"""Drafts: words a rep has begun and not sent, one for each lead and channel. They are on disk a
moment after they are typed, survive a crash, and never cross to another lead."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.message import Written


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A draft as it is kept. `touched`: the rep has typed, so no template replaces it unasked."""

    text: str = ""
    subject: str = ""
    template: str = ""
    variant: int = 0
    language: str = ""
    touched: bool = False
    at: Ms = 0


class Drafts:
    """All drafts of one account, in memory; `save(lead, channel, draft or None)` writes one."""

    def __init__(self, save: Callable[[str, Written, Kept | None], None]) -> None:
        self._save = save
        self._kept: dict[tuple[str, Written], Kept] = {}

    def load(self, kept: dict[tuple[str, Written], Kept]) -> None:
        """What the store has; what was typed since stays."""
        self._kept = {**kept, **self._kept}

    def of(self, lead_id: str, channel: Written) -> Kept | None:
        return self._kept.get((lead_id, channel))

    def keep(self, lead_id: str, channel: Written, draft: Kept) -> None:
        """An untouched one is not worth keeping."""
        if not draft.touched:
            self.drop(lead_id, channel)
        elif self._kept.get((lead_id, channel)) != draft:
            self._kept[lead_id, channel] = draft
            self._save(lead_id, channel, draft)

    def drop(self, lead_id: str, channel: Written | None = None) -> None:
        """Forget what was sent, or all of a lead."""
        for key in [k for k in self._kept if k[0] == lead_id and channel in (None, k[1])]:
            del self._kept[key]
            self._save(*key, None)
