"""Facts: what happened, past tense. Each class names its wire kind (`k`) and is the event's body
(`b`).

Only the hub writes facts; both sides fold them with `evolve`. Fields may be added with defaults,
never renamed or removed: a log is read for years. Unknown kinds are stored by a desk and shown as
nothing.
"""

from typing import ClassVar, Union

from msgspec import Struct

from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.lead import Consent, LaneName, Person, Rank, Source, Where
from app.domain.touch import Channel, Direction, Disposition, NextTouch


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
        LeadClosed,
    )
}
