"""A lead: an enquiry with a way to reach the person, and everything that happened to it since."""

from typing import Literal

from msgspec import Struct

from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.message import LEAVING, Got, Message
from app.domain.touch import Channel, Direction, Disposition, NextTouch, Touch

Rank = Literal["A", "B", "C", "D"]
LaneName = Literal["strike_now", "prepare_first", "let_settle", "nurture", "needs_mapping"]
State = Literal["open", "claimed", "engaged", "closed"]
Confidence = Literal["high", "medium", "low", "none"]
TIMELINE_KEPT = 200
A_DAY_MS = 86_400_000


class Source(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the lead came from."""

    id: str
    name: str
    kind: str


class Where(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The zones the person may be in. A call must be legal in every one; empty means not known."""

    zones: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Zones that weaker evidence names: a number from elsewhere beside an address. What is planned
    without anybody asking must be legal there too."""
    country: str = ""
    regions: tuple[str, ...] = ()
    """Jurisdictions within it, or beside it, that may bind: "US-KY" alone where the address says
    so, several by an area code, "US-unknown" among them where the number may have moved."""
    confidence: Confidence = "none"
    source: str = ""


class Consent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """May this channel be used? `unknown` is not `refused`: nobody said either way."""

    state: Literal["allowed", "refused", "unknown"] = "unknown"
    why: str = ""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the timeline. `kind` is the fact's wire kind; `by` is a rep id, "" for the
    hub."""

    at: Ms
    kind: str
    by: str = ""
    by_name: str = ""
    channel: Channel | None = None
    direction: Direction | None = None
    disposition: Disposition | None = None
    text: str = ""
    after_loss: bool = False


class Closed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why nothing more is due."""

    at: Ms
    reason: str
    text: str = ""
    by: str = ""


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asked, and what they told us. Every string is hostile text: cleaned of control characters
    and length-capped at intake, shown as plain text only."""

    name: str = ""
    salutation: Literal["", "Ms", "Mr"] = ""
    company: str = ""
    role: str = ""
    place: str = ""
    email: str = ""
    phone: str = ""
    """E.164 or empty."""
    phone_read: str = ""
    """The same in groups, as it is read out: "+44 7700 900142". Empty when nobody grouped it."""
    phone_raw: str = ""
    phone_kind: Literal["", "mobile", "landline", "other"] = ""
    message: str = ""
    content: tuple[str, ...] = ()
    """Titles read or watched, newest first."""
    page: str = ""
    device: str = ""
    locale: str = ""
    utm: dict[str, str] = {}
    extra: dict[str, str] = {}
    """Fields no rule understood, shown as they came."""


class Lead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole state of one lead: what `evolve` folds facts into, on the hub and on every desk."""

    id: str
    team: str
    v: int
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
    """The SLA deadline of the first attempt; None where the lane promises nothing."""
    claim_by: Ms | None = None
    not_before: Ms | None = None
    state: State = "open"
    owner: str = ""
    owner_name: str = ""
    gen: int = 0
    lease_until: Ms | None = None
    claimed: Ms | None = None
    first_attempt: Ms | None = None
    first_contact: Ms | None = None
    breached: Ms | None = None
    offer_ended: Ms | None = None
    attempts: int = 0
    touches: tuple[Touch, ...] = ()
    next_touch: NextTouch | None = None
    skips: int = 0
    """Planned touches left out by hand: steps of the cadence that were no attempts."""
    reviewed: bool = False
    """The plan after the standard follow-ups was put before the rep: once is enough."""
    clues: tuple[ClueNote, ...] = ()
    passed: dict[str, Ms] = {}
    """Reps who said later, until when."""
    enquiries: int = 1
    test: bool = False
    closed: Closed | None = None
    timeline: tuple[Entry, ...] = ()
    messages: tuple[Message, ...] = ()
    """Texts and emails between us, oldest first."""
    got: tuple[Got, ...] = ()
    """What they got from us before, as earlier leads."""
    ack_at: Ms | None = None
    """When they get an automatic answer unless somebody has answered them; None: no (more) such."""

    def message(self, message: str) -> Message | None:
        """The message with this id."""
        return next((m for m in self.messages if m.id == message), None)

    def leaving(self) -> Message | None:
        """A message somebody here wrote that is about to leave, or just being sent."""
        about = (m for m in self.messages if m.state in LEAVING and not m.automatic)
        return next(about, None)

    def running(self) -> Touch | None:
        """The owner's touch that has begun and not ended, if any. What a former owner left open
        when the lead changed hands does not hold up the next one."""
        mine = (t for t in reversed(self.touches) if t.ended is None and t.rep == self.owner)
        return next(mine, None)

    def on_the_phone(self, now: Ms) -> bool:
        """Is a touch going on? One that began a day ago was forgotten, not talked through."""
        touch = self.running()
        return touch is not None and now - touch.started < A_DAY_MS

    def asked(self) -> Ms:
        """When they last wrote or called us."""
        heard = (entry.at for entry in reversed(self.timeline) if entry.direction == "inbound")
        return max(self.received, next(heard, 0))

    def grabbable(self, now: Ms) -> bool:
        """May a rep claim it at `now`? An overdue lease counts as open (FEED §2.8)."""
        if self.lane == "needs_mapping":
            return False
        if self.state == "open":
            return True
        return self.state == "claimed" and self.lease_until is not None and self.lease_until < now
