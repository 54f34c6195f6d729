"""A message: one text or mail between us and a lead, where it stands, and in which words. How it
moves on is `sending.py` (ours) and `inbound.py` (theirs)."""

from typing import Literal

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.touch import Channel, Direction

MessageState = Literal[
    "waiting",
    "held",
    "sending",
    "sent",
    "delivered",
    "failed",
    "unknown",
    "taken_back",
    "refused",
    "received",
]
"""`waiting`: it may still be taken back, until `goes`. `held`: it may not go before `goes`.
`sending`: handed to the gateway, no answer yet. `unknown`: the answer got lost. `refused`: stopped
here before any gateway was asked. `received`: theirs."""
Written = Literal["sms", "email"]

ON_ITS_WAY: frozenset[MessageState] = frozenset({"waiting", "held", "sending", "unknown"})
"""Nobody knows yet how it ends."""
IN_HAND: frozenset[MessageState] = frozenset({"waiting", "held"})
"""It has not left us: it can be taken back."""
LEAVING: frozenset[MessageState] = frozenset({"waiting", "held", "sending"})
"""It will be sent, or it will be known why not."""
OUT: frozenset[MessageState] = frozenset({"sending", "sent", "delivered", "unknown"})
"""The person has it, or may have it."""
KEPT = 50
"""Messages kept on a lead; those that are on their way always are."""


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Words on their way to becoming a message. `message` is a UUIDv7 minted at the click. The
    marker `{good_time}` in `text` becomes a link to the page where they choose a time."""

    message: str
    channel: Written
    text: str
    subject: str = ""
    template: str = ""
    """The playbook's key; empty where somebody typed it all."""
    variant: int = 0
    language: str = ""
    """Of the template: "en", "de"."""


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    channel: Channel
    text: str
    state: MessageState
    at: Ms
    """When it was queued, or when theirs came."""
    direction: Direction = "outbound"
    to: str = ""
    """The number or address it goes to; of theirs, where it came from."""
    subject: str = ""
    template: str = ""
    variant: int = 0
    language: str = ""
    rep: str = ""
    """Who wrote it; empty for the automatic answer and for theirs."""
    rep_name: str = ""
    goes: Ms = 0
    """When it leaves, while it waits or is held."""
    tries: int = 0
    """How often a gateway was asked to take it."""
    held_why: str = ""
    """A sentence's part: "quiet hours there"."""
    gateway: str = ""
    ref: str = ""
    """The gateway's name for it; for an email our own or their Message-ID."""
    changed: Ms = 0
    """Since when it stands as it does."""
    why: str = ""
    """A failure, a refusal, or what is known of an unknown, as a sentence."""
    code: str = ""
    parts: int = 0
    retry_of: str = ""
    automatic: bool = False
    promise: Ms | None = None
    """The time its words name for a call."""
    away: bool = False
    """Theirs, and no person wrote it: an out-of-office reply."""
    desk: str = ""
    """The device its words go back to as a draft: its desk was gone before they left."""


class Got(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What this person got from us as an earlier lead: enough never to say it again."""

    channel: Channel
    at: Ms
    words: str
    """How it begins, or its subject."""
    digest: str
    """Of the words, see `memory.digest`."""
    template: str = ""
    variant: int = 0
    automatic: bool = False
