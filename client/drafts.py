"""Drafts: words a rep has begun and not sent, one for each lead and channel. They are on disk a
moment after they are typed, survive a crash, and never cross to another lead."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Answer, Message, Written

Key = tuple[str, Written]
"""Lead and channel."""
BACK_WITHIN_MS = 28 * 86_400_000
"""Words come back to a desk that was away for so long; less than it remembers which came back."""


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A draft as it is kept. `touched`: the rep has typed, so no template replaces it unasked."""

    text: str = ""
    subject: str = ""
    template: str = ""
    variant: int = 0
    language: str = ""
    touched: bool = False
    at: Ms = 0
    why: str = ""
    """Why these words came back unsent, as a sentence; empty for what was only begun."""
    other: str = ""
    """Words that came back while others stood here: both can be reached."""


class Drafts:
    """All drafts of one account, in memory; `save(lead, channel, draft or None)` writes one."""

    def __init__(self, save: Callable[[str, Written, Kept | None], None]) -> None:
        self._save = save
        self._kept: dict[Key, Kept] = {}
        self.back: set[str] = set()
        """Messages whose words came back here after a crash: once, whatever became of them."""

    def load(self, kept: dict[Key, Kept]) -> None:
        """What the store has; what was typed since stays."""
        self._kept = {**kept, **self._kept}

    def of(self, lead_id: str, channel: Written) -> Kept | None:
        return self._kept.get((lead_id, channel))

    def keep(self, lead_id: str, channel: Written, draft: Kept) -> None:
        """An untouched one is not worth keeping."""
        if not draft.touched:
            self.drop(lead_id, channel)
        elif not _same(self._kept.get((lead_id, channel)), draft):
            self._kept[lead_id, channel] = draft
            self._save(lead_id, channel, draft)

    def give_back(self, lead_id: str, answer: Answer, why: str, at: Ms) -> None:
        """Words that were to be sent and were not. What was typed for this person since is not
        overwritten: then both are kept."""
        back = Kept(
            text=answer.text,
            subject=answer.subject,
            template=answer.template,
            variant=answer.variant,
            language=answer.language,
            why=why,
            at=at,
        )
        now = self._kept.get((lead_id, answer.channel))
        self.keep(lead_id, answer.channel, returned(now, back))

    def lost(self, leads: Iterable[Lead], device: str, since: Ms) -> list[tuple[Lead, Message]]:
        """Messages taken back after `since` because their desk on `device` was gone, the words of
        which have not come back here yet. One that was sent anew can be so once more where it
        stands: it is no draft."""
        return [
            (lead, message)
            for lead in leads
            for message in lead.messages
            if message.desk == device
            and message.state == "taken_back"
            and message.changed > since
            and not message.retry_of
            and message.id not in self.back
        ]

    def drop(self, lead_id: str, channel: Written | None = None) -> None:
        """Forget what was sent, or all of a lead; words that came back meanwhile stay."""
        for key in [k for k in self._kept if k[0] == lead_id and channel in (None, k[1])]:
            had = self._kept.pop(key)
            if channel is not None and had.other:
                self._kept[key] = Kept(text=had.other, touched=True, at=had.at)
            self._save(*key, self._kept.get(key))

    def only(self, leads: Collection[str]) -> None:
        """Forget drafts to leads that may not be seen here any more."""
        for lead_id in {lead_id for lead_id, _ in self._kept} - set(leads):
            self.drop(lead_id)


class Unsaved:
    """What is not on disk yet, the newest of each draft."""

    def __init__(self) -> None:
        self.waiting: dict[Key, Kept | None] = {}

    async def write(self, put: Callable[[str, Written, Kept | None], Awaitable[None]]) -> None:
        """Write all of it. What the disk refuses stays, and is tried again with the next one."""
        while self.waiting:
            key = next(iter(self.waiting))
            draft = self.waiting.pop(key)
            try:
                await put(*key, draft)
            except Exception:
                self.waiting.setdefault(key, draft)
                raise


def returned(now: Kept | None, back: Kept) -> Kept:
    """The draft once `back` has come back: its words, or, where others were typed since, those with
    the words beside them."""
    if now is None or not now.touched or not now.text.strip() or now.text == back.text:
        return replace(back, touched=True, other=now.other if now is not None else "")
    other = f"{now.other}\n\n{back.text}" if now.other else back.text
    return replace(now, other=other, why=back.why, at=back.at)


def words_of(message: Message) -> Answer:
    """The words of a text or email of ours."""
    return Answer(
        message=message.id,
        channel=cast(Written, message.channel),
        text=message.text,
        subject=message.subject,
        template=message.template,
        variant=message.variant,
        language=message.language,
    )


def _same(one: Kept | None, other: Kept) -> bool:
    return one is not None and replace(one, at=0) == replace(other, at=0)
