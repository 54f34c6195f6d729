"""What somebody got from us, in which words: enough never to say the same thing to them twice."""

import hashlib
import re
from collections.abc import Iterable

from app.domain.lead import Lead
from app.domain.message import Got, Message, MessageState

UNSAID: frozenset[MessageState] = frozenset({"taken_back", "refused", "failed", "received"})
"""They never got these words from us."""
NEWEST = 20
"""Messages remembered of the leads somebody was before."""
BEGINNING = 80
"""Characters of a message that are kept to show."""
_LINK = re.compile(r"https?://\S+|\{good_time\}", re.IGNORECASE)


def digest(text: str) -> str:
    """What two texts have in common that say the same: case, blanks and links do not count (a
    link to choose a time is another one in every message)."""
    said = " ".join(_LINK.sub(" ", text).casefold().split())
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def reached(lead: Lead) -> tuple[Message, ...]:
    """Messages of ours that this person has, or may come to have."""
    return tuple(m for m in lead.messages if m.direction == "outbound" and m.state not in UNSAID)


def got_from(leads: Iterable[Lead]) -> tuple[Got, ...]:
    """What somebody got as each of `leads`, the newest last: for a new lead of theirs to carry."""
    every: dict[tuple[int, str], Got] = {}
    for lead in leads:
        for old in lead.got:
            every.setdefault((old.at, old.digest), old)
        for message in reached(lead):
            made = _got(message)
            every[made.at, made.digest] = made
    return tuple(sorted(every.values(), key=lambda got: (got.at, got.digest))[-NEWEST:])


def _got(message: Message) -> Got:
    begins = " ".join((message.subject or message.text).split())
    return Got(
        channel=message.channel,
        at=message.changed or message.at,
        words=begins if len(begins) <= BEGINNING else begins[: BEGINNING - 1].rstrip() + "…",
        digest=digest(message.text),
        template=message.template,
        variant=message.variant,
        automatic=message.automatic,
    )
