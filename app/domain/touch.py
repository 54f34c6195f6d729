"""A touch: one attempt to reach a lead, how it ended, and the next one due."""

from typing import Literal

from msgspec import Struct

from app.domain.ids import Ms

Channel = Literal["call", "sms", "email"]
Direction = Literal["outbound", "inbound"]
Disposition = Literal[
    "connected",
    "voicemail",
    "no_answer",
    "busy",
    "gatekeeper",
    "wrong_number",
    "callback",
    "refused",
    "returned",
    "sent",
    "not_sent",
]
"""How a touch ended. The first nine are the keys 1 to 9 of the outcome bar, in this order; `sent`
and `not_sent` end an SMS or email handed to the system's handler, as the rep says."""

OUTCOME_KEYS: tuple[Disposition, ...] = (
    "connected",
    "voicemail",
    "no_answer",
    "busy",
    "gatekeeper",
    "wrong_number",
    "callback",
    "refused",
    "returned",
)


class Touch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt. `ended` and `disposition` stay None while it runs."""

    id: str
    channel: Channel
    rep: str
    started: Ms
    direction: Direction = "outbound"
    ended: Ms | None = None
    disposition: Disposition | None = None


class NextTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is due next for a lead, and why then. `pinned` is a promise or a time set by hand.

    `needs_time`: nothing legal could be worked out (zone unknown, a callback without a time);
    `at` is then when the rep has to say one by.
    """

    at: Ms
    channel: Channel
    attempt: int
    of: int
    reason: str
    pinned: bool = False
    needs_time: bool = False
    due_told: bool = False
