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


CallState = Literal["ringing_rep", "ringing", "answered", "ended", "failed"]
"""What a phone that we drive says of a call: the rep's own rings first where the company's phone
system makes it."""


class Touch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt. `ended` and `disposition` stay None while it runs."""

    id: str
    channel: Channel
    rep: str
    started: Ms
    direction: Direction = "outbound"
    ended: Ms | None = None
    disposition: Disposition | None = None
    call: CallState | None = None
    """Where the line stands, when a phone that we drive makes the call."""
    call_at: Ms = 0
    """Since when."""
    talked: int = 0
    """Seconds they talked, as the phone says."""


FactorKind = Literal["clue", "life", "tries", "team", "published", "source"]
"""Where a part of the score comes from: something said, a sign of life (wrote, opened, replied),
our own attempts, this team's calls, the published table, the kind of lead."""


class Factor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One term of a score, in words, with what it multiplies the usual pick-up by. `calls` is how
    many calls it rests on, 0 where it does not rest on calls."""

    kind: FactorKind
    words: str
    ratio: float
    calls: int = 0


class Option(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time the planner would choose. `ratio` is the pick-up then over this person's usual one,
    the product of `factors` within rounding; `odds` the chance that they pick up then."""

    at: Ms
    ratio: float
    odds: float
    why: str
    """The strongest factor as a line: "Reception: Tue or Thu after 3"."""
    factors: tuple[Factor, ...] = ()


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
    ratio: float = 0.0
    """Pick-up then over this person's usual one; 0 where nothing was scored (a promise, an email,
    a step of the standard follow-up)."""
    odds: float = 0.0
    factors: tuple[Factor, ...] = ()
    earliest: Ms | None = None
    """Before this the gap, the law or their own word allowed nothing."""
    review: bool = False
    """The standard follow-ups are over: the rep is shown the plan and accepts or changes it. It
    stands as it is until then."""
    options: tuple[Option, ...] = ()
    """What a review shows: the chosen time first, then two others."""
    instead: Option | None = None
    """What the plan would have done where the rep chose otherwise: scored against it later."""
    advice: str = ""
    """A sentence where calling on is not worth it: "4 % after five tries, an email may do more"."""
    plan: str = ""
    """Hash of what this was worked out from: facts, rules, tables. Same hash, same plan."""
    provisional: bool = False
    """Worked out at the desk while the hub could not be asked; the hub's answer replaces it."""
