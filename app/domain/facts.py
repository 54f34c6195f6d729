"""Facts: what happened, past tense. Each class names its wire kind (`k`) and is the event's body
(`b`).

Only the hub writes facts; both sides fold them with `evolve`. Fields may be added with defaults,
never renamed or removed: a log is read for years. Unknown kinds are stored by a desk and shown as
nothing.
"""

from typing import ClassVar, Literal, Union

from msgspec import Struct

from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.lead import Consent, LaneName, Person, Rank, Source, Where
from app.domain.message import Got, Written
from app.domain.touch import CallState, Channel, Direction, Disposition, NextTouch


class LeadReceived(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "lead.new"
    team: str
    received: Ms
    source: Source
    person: Person
    where: Where
    rank: Rank
    rank_why: str
    lane: LaneName
    opted_in: Ms | None = None
    consent: dict[Channel, Consent] = {}
    due: Ms | None = None
    claim_by: Ms | None = None
    not_before: Ms | None = None
    test: bool = False
    got: tuple[Got, ...] = ()
    ack_at: Ms | None = None


class LeadReenquired(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same person asked again through another delivery: it rings again. Set fields are what
    that changes: a better rank with its lane, a nearer deadline, a new offer, a way to reach
    them."""

    k: ClassVar[str] = "lead.reenquired"
    at: Ms
    source: Source
    message: str = ""
    content: tuple[str, ...] = ()
    rank: Rank | None = None
    rank_why: str = ""
    lane: LaneName | None = None
    due: Ms | None = None
    claim_by: Ms | None = None
    email: str = ""
    phone: str = ""
    where: Where | None = None
    consent: dict[Channel, Consent] = {}
    ack_at: Ms | None = None


class OfferEnded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nobody claimed it in time: open to all, and the team lead's desk rings."""

    k: ClassVar[str] = "lead.offer_ended"
    at: Ms


class LeadClaimed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "lead.claimed"
    rep: str
    rep_name: str
    gen: int
    at: Ms
    lease_until: Ms


class LeadReleased(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Back to the pool by its owner, or pulled back by a team lead (`by` differs from `rep`)."""

    k: ClassVar[str] = "lead.released"
    rep: str
    by: str
    by_name: str
    at: Ms
    reason: str = ""


class LeaseExpired(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "lead.lease_expired"
    rep: str
    rep_name: str
    gen: int
    at: Ms


class LeadAssigned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "lead.assigned"
    rep: str
    rep_name: str
    by: str
    by_name: str
    gen: int
    at: Ms
    lease_until: Ms


class LeadPassed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rep said Later: it stays in the pool, its clock runs, it does not ring there until
    `until`."""

    k: ClassVar[str] = "lead.passed"
    rep: str
    rep_name: str
    at: Ms
    until: Ms


class LeadNudged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A team lead asks for it to ring again, on one rep's desk or (empty) on every entitled one."""

    k: ClassVar[str] = "lead.nudged"
    by: str
    by_name: str
    at: Ms
    rep: str = ""


class TouchStarted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "touch.started"
    touch: str
    channel: Channel
    rep: str
    rep_name: str
    at: Ms
    direction: Direction = "outbound"
    to: str = ""
    text: str = ""
    template: str = ""
    via: str = ""
    """Who makes the call: "company", "softphone"; empty: handed to the rep's own system."""


class TouchEnded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "touch.ended"
    touch: str
    rep: str
    rep_name: str
    at: Ms
    disposition: Disposition
    channel: Channel = "call"
    note: str = ""
    after_loss: bool = False


class NoteAdded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "note.added"
    rep: str
    rep_name: str
    at: Ms
    text: str
    after_loss: bool = False


class ClueKept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "clue.kept"
    note: ClueNote


class NextTouchSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "touch.next"
    next: NextTouch
    by: str = ""
    by_name: str = ""
    at: Ms = 0


class TouchSkipped(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner left a planned touch out; it counts as a step of the cadence, not as an attempt."""

    k: ClassVar[str] = "touch.skipped"
    rep: str
    rep_name: str
    at: Ms
    reason: str
    channel: Channel = "call"


class WhereSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody said where the person is: this counts more than form, address and number."""

    k: ClassVar[str] = "lead.where"
    where: Where
    at: Ms
    by: str = ""
    by_name: str = ""


class TouchFellDue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "touch.due"
    at: Ms


class SlaBreached(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Dated to the deadline, however late it was noticed."""

    k: ClassVar[str] = "lead.sla_breached"
    at: Ms


class ConsentChanged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "lead.consent"
    channel: Channel
    consent: Consent
    at: Ms
    by: str = ""
    by_name: str = ""


class MessageQueued(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Words are on their way and can be taken back until `goes`; with `held_why` they may not leave
    before. `text` is what will be sent, word for word."""

    k: ClassVar[str] = "message.queued"
    message: str
    channel: Written
    to: str
    text: str
    at: Ms
    goes: Ms
    subject: str = ""
    template: str = ""
    variant: int = 0
    language: str = ""
    rep: str = ""
    rep_name: str = ""
    held_why: str = ""
    retry_of: str = ""
    automatic: bool = False
    promise: Ms | None = None
    """The time its words name; after that they are not true any more."""


class MessageTakenBack(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """By somebody, or by the hub, for `why` (a sentence's part): then its words are a draft again
    on the device `desk`."""

    k: ClassVar[str] = "message.taken_back"
    message: str
    at: Ms
    by: str = ""
    by_name: str = ""
    why: str = ""
    desk: str = ""


class MessageHeld(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It did not leave: it goes at `until`, for `why` (a sentence's part: "quiet hours there")."""

    k: ClassVar[str] = "message.held"
    message: str
    at: Ms
    until: Ms
    why: str


class MessageSending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Written before the gateway is asked: whatever happens after this, it is not sent again by
    itself."""

    k: ClassVar[str] = "message.sending"
    message: str
    at: Ms
    gateway: str


class MessageSent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The gateway has it. The first one a person wrote stops the SLA clock."""

    k: ClassVar[str] = "message.sent"
    message: str
    at: Ms
    gateway: str = ""
    ref: str = ""
    parts: int = 0


class MessageDelivered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    k: ClassVar[str] = "message.delivered"
    message: str
    at: Ms


class MessageFailed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person does not have it. `refused`: the gate stopped it here, no gateway was asked."""

    k: ClassVar[str] = "message.failed"
    message: str
    at: Ms
    why: str
    code: str = ""
    refused: bool = False


class MessageUnknown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The gateway may have it; `why` says what it answered when it was asked."""

    k: ClassVar[str] = "message.unknown"
    message: str
    at: Ms
    why: str


class MessageReceived(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """They wrote. `away`: no person did, a machine says they are out. `said`: the words are a stop
    or a start and nothing more, which nobody has to answer."""

    k: ClassVar[str] = "message.received"
    message: str
    channel: Written
    from_: str
    text: str
    at: Ms
    subject: str = ""
    ref: str = ""
    away: bool = False
    said: Literal["", "stop", "start"] = ""
    claim_by: Ms | None = None
    """Until when it rings again, where nobody has it."""


class CallMissed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """They called and nobody took it."""

    k: ClassVar[str] = "call.missed"
    call: str
    from_: str
    at: Ms
    claim_by: Ms | None = None
    """Until when it rings again, where nobody has it."""


class CallProgress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a phone that we drive says of a running call."""

    k: ClassVar[str] = "call.progress"
    touch: str
    state: CallState
    at: Ms
    seconds: int = 0
    why: str = ""


class GoodTimeAnswered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """They chose on the page of our link: now, a `when`, their own words, by email, or stop."""

    k: ClassVar[str] = "good_time.answered"
    at: Ms
    choice: Literal["now", "time", "words", "email", "stop"]
    when: Ms | None = None
    text: str = ""
    claim_by: Ms | None = None
    """Until when it rings again, where nobody has it."""


class LeadPromised(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """We told them by ourselves when somebody will call. What they are owed counts from `when`."""

    k: ClassVar[str] = "lead.promised"
    at: Ms
    when: Ms
    due: Ms | None = None
    claim_by: Ms | None = None
    not_before: Ms | None = None


class AckSkipped(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """No automatic answer goes out, and why: "no channel they allowed"."""

    k: ClassVar[str] = "ack.skipped"
    at: Ms
    why: str


class LeadClosed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing more is due: won, lost, wrong number, refused, or handed back (`returned`)."""

    k: ClassVar[str] = "lead.closed"
    rep: str
    rep_name: str
    at: Ms
    reason: str
    text: str = ""


Fact = Union[  # noqa: UP007 - msgspec resolves the plain Union fastest and mypy narrows it the same
    LeadReceived,
    LeadReenquired,
    OfferEnded,
    LeadClaimed,
    LeadReleased,
    LeaseExpired,
    LeadAssigned,
    LeadPassed,
    LeadNudged,
    TouchStarted,
    TouchEnded,
    NoteAdded,
    ClueKept,
    NextTouchSet,
    TouchSkipped,
    WhereSet,
    TouchFellDue,
    SlaBreached,
    ConsentChanged,
    MessageQueued,
    MessageTakenBack,
    MessageHeld,
    MessageSending,
    MessageSent,
    MessageDelivered,
    MessageFailed,
    MessageUnknown,
    MessageReceived,
    CallMissed,
    CallProgress,
    GoodTimeAnswered,
    LeadPromised,
    AckSkipped,
    LeadClosed,
]

KINDS: dict[str, type[Fact]] = {
    cls.k: cls
    for cls in (
        LeadReceived,
        LeadReenquired,
        OfferEnded,
        LeadClaimed,
        LeadReleased,
        LeaseExpired,
        LeadAssigned,
        LeadPassed,
        LeadNudged,
        TouchStarted,
        TouchEnded,
        NoteAdded,
        ClueKept,
        NextTouchSet,
        TouchSkipped,
        WhereSet,
        TouchFellDue,
        SlaBreached,
        ConsentChanged,
        MessageQueued,
        MessageTakenBack,
        MessageHeld,
        MessageSending,
        MessageSent,
        MessageDelivered,
        MessageFailed,
        MessageUnknown,
        MessageReceived,
        CallMissed,
        CallProgress,
        GoodTimeAnswered,
        LeadPromised,
        AckSkipped,
        LeadClosed,
    )
}
