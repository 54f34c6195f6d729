"""Commands: what somebody wants, imperative. The class is the body (`b`) of a `cmd` frame whose
`do` is its wire name; the lead, the fencing token and the actor travel beside it (`Order`).

The last group never crosses the wire: the hub's intake and clockwork give those orders.
"""

from typing import ClassVar, Literal, Union

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Consent, LaneName, Person, Rank, Source, Where
from app.domain.message import Answer, Got, Written
from app.domain.rep_times import RepTimes
from app.domain.touch import CallState, Channel, Disposition, NextTouch

Role = Literal["rep", "team-lead", "admin", "marketing"]
How = Literal["moved", "snoozed", "again", "accepted"]
"""A next touch was dragged or typed, put off, called again soon, or accepted as planned."""


class Actor(Struct, frozen=True, kw_only=True):
    """Who gives the order. The hub itself is `HUB`."""

    rep: str
    name: str
    role: Role


HUB = Actor(rep="", name="Leadbell", role="admin")


class ClaimLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """With `answer`, the words are queued and the next touch is booked in the same breath: all of
    it, or, where the claim is lost, nothing."""

    do: ClassVar[str] = "claim"
    answer: Answer | None = None


class ReleaseLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    do: ClassVar[str] = "release"
    reason: str = ""


class AssignLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Team lead gives it to `rep`, whoever has it now."""

    do: ClassVar[str] = "assign"
    rep: str


class PullBackLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    do: ClassVar[str] = "pull_back"
    reason: str = ""


class NudgeLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    do: ClassVar[str] = "nudge"
    rep: str = ""


class PassLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Later: show it to me again in `minutes`. The clock does not stop."""

    do: ClassVar[str] = "pass"
    minutes: int = 10


class StartTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Owner begins an attempt. `touch` is a UUIDv7 minted at the click, so a resend starts
    nothing new."""

    do: ClassVar[str] = "start_touch"
    touch: str
    channel: Channel
    text: str = ""
    template: str = ""
    via: Literal["", "company", "softphone"] = ""
    ring: str = ""
    """With `via` company: the rep's own phone (E.164), rung first. Goes into no fact."""


class EndTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it ended, with an optional note and an optional clue line in the rep's own words.
    `reason` is the playbook's key of a return reason when `disposition` is returned."""

    do: ClassVar[str] = "end_touch"
    touch: str
    disposition: Disposition
    note: str = ""
    clue: str = ""
    reason: str = ""


class AddNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    do: ClassVar[str] = "note"
    text: str


class MoveNextTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Owner moves the next touch by hand; pinned there. Refused outside legal hours, naming the
    next legal time. One of the planner's own times, `accepted`, keeps its factors."""

    do: ClassVar[str] = "move_touch"
    at: Ms
    channel: Channel | None = None
    how: How = "moved"


class SkipTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Owner leaves the next touch out, with a reason: the step after it is planned."""

    do: ClassVar[str] = "skip_touch"
    reason: str


class KeepClue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Owner types a clue at any time, also between touches: the next touch is planned anew."""

    do: ClassVar[str] = "clue"
    text: str


class NurtureLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Calls and messages by hand end here; marketing goes on: closed as nurture."""

    do: ClassVar[str] = "nurture"
    text: str = ""


class SetTimes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rep's own times, or (team lead) somebody's. Belongs to no lead: the frame's `lead` is
    empty. Replaces what is known."""

    do: ClassVar[str] = "set_times"
    times: RepTimes
    rep: str = ""
    """Whose; empty: mine."""


class ReturnLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hand it back to marketing, or (team lead) close it, with one of the playbook's return
    reasons."""

    do: ClassVar[str] = "return"
    reason: str
    text: str = ""


class QualifyLead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It is a real opportunity and leaves the calling schedule: closed as qualified."""

    do: ClassVar[str] = "qualify"
    text: str = ""


class SendMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner's words to the lead, through the company's gateway. `retry_of`: the message that
    failed and is sent anew; its words may be the same."""

    do: ClassVar[str] = "send_message"
    answer: Answer
    retry_of: str = ""


class TakeBackMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Undo, while it waits or is held."""

    do: ClassVar[str] = "take_back"
    message: str


class AskMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Ask the gateway what became of a message nobody knows about."""

    do: ClassVar[str] = "ask_message"
    message: str


class LogCall(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the phone on the desk says of the running call."""

    do: ClassVar[str] = "log_call"
    touch: str
    state: CallState
    at: Ms
    seconds: int = 0
    why: str = ""


class SetConsent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """They told somebody here that a channel may, or may not, be used. A stop they sent themselves
    by SMS only they can take back, by the same way."""

    do: ClassVar[str] = "set_consent"
    channel: Channel
    allowed: bool
    words: str = ""


class ReceiveLead(Struct, frozen=True, kw_only=True):
    """What intake made of a delivery."""

    team: str
    received: Ms
    source: Source
    person: Person
    where: Where
    consent: dict[Channel, Consent]
    opted_in: Ms | None
    rank: Rank
    rank_why: str
    lane: LaneName
    test: bool = False
    asked: str = ""
    """When they asked to be called, in their own words; read like a clue."""
    got: tuple[Got, ...] = ()
    """What they got from us as earlier leads."""


class PlaceTouch(Struct, frozen=True, kw_only=True):
    """The planner moves a touch: a calendar, a shift or the whole queue changed. `seen_v` is the
    lead's version it was worked out from; a lead that went on since is left alone."""

    next: NextTouch
    seen_v: int


class PlanAnew(Struct, frozen=True, kw_only=True):
    """Plan this lead again from its facts: none was due, or what was due may not stand. `why` goes
    before the reason: "Moved: Dana is on leave". Nothing that is not pinned is put before
    `not_before`."""

    why: str = ""
    not_before: Ms = 0


class BeginSending(Struct, frozen=True, kw_only=True):
    """Its time has come: the gate once more, then it counts as sending. `gone`: the device of the
    desk that wrote it, where that ended without a word before the undo window did."""

    message: str
    gateway: str
    gone: str = ""


class RecordSent(Struct, frozen=True, kw_only=True):
    message: str
    ref: str = ""
    parts: int = 0


class RecordDelivered(Struct, frozen=True, kw_only=True):
    message: str


class RecordHeld(Struct, frozen=True, kw_only=True):
    """The gateway did not take it for a reason that passes."""

    message: str
    until: Ms
    why: str


class RecordFailed(Struct, frozen=True, kw_only=True):
    message: str
    why: str
    code: str = ""


class RecordUnknown(Struct, frozen=True, kw_only=True):
    message: str
    why: str


class ReceiveMessage(Struct, frozen=True, kw_only=True):
    """They wrote to us. `said` is what the words mean by themselves: a stop, a start, or nothing
    more than an answer; `away`: no person wrote it. `channels`: what a stop is about."""

    message: str
    channel: Written
    from_: str
    text: str
    at: Ms
    subject: str = ""
    ref: str = ""
    away: bool = False
    said: Literal["", "stop", "start"] = ""
    channels: tuple[Channel, ...] = ()


class MissCall(Struct, frozen=True, kw_only=True):
    call: str
    from_: str
    at: Ms


class Suppress(Struct, frozen=True, kw_only=True):
    """The hub's list of who wants no more of what changed for this person: `allowed` False adds,
    True takes off. `why` as the card shows it: "said stop by SMS on 3 Nov"."""

    channels: tuple[Channel, ...]
    allowed: bool
    why: str


class AnswerGoodTime(Struct, frozen=True, kw_only=True):
    """They chose on the page of our link."""

    choice: Literal["now", "time", "words", "email", "stop"]
    when: Ms | None = None
    text: str = ""


class Acknowledge(Struct, frozen=True, kw_only=True):
    """Nobody has answered them by `ack_at`: answer by ourselves. `message` is the new message's
    id."""

    message: str


class EndOffer(Struct, frozen=True):
    pass


class ExpireLease(Struct, frozen=True):
    pass


class MarkBreached(Struct, frozen=True):
    pass


class TellTouchDue(Struct, frozen=True):
    pass


WireCommand = Union[  # noqa: UP007
    ClaimLead,
    ReleaseLead,
    AssignLead,
    PullBackLead,
    NudgeLead,
    PassLead,
    StartTouch,
    EndTouch,
    AddNote,
    MoveNextTouch,
    SkipTouch,
    KeepClue,
    NurtureLead,
    SetTimes,
    ReturnLead,
    QualifyLead,
    SendMessage,
    TakeBackMessage,
    AskMessage,
    LogCall,
    SetConsent,
]
HubCommand = Union[  # noqa: UP007
    ReceiveLead,
    PlaceTouch,
    PlanAnew,
    BeginSending,
    RecordSent,
    RecordDelivered,
    RecordHeld,
    RecordFailed,
    RecordUnknown,
    ReceiveMessage,
    MissCall,
    Suppress,
    AnswerGoodTime,
    Acknowledge,
    EndOffer,
    ExpireLease,
    MarkBreached,
    TellTouchDue,
]
Command = Union[WireCommand, HubCommand]  # noqa: UP007

VERBS: dict[str, type[WireCommand]] = {
    cls.do: cls
    for cls in (
        ClaimLead,
        ReleaseLead,
        AssignLead,
        PullBackLead,
        NudgeLead,
        PassLead,
        StartTouch,
        EndTouch,
        AddNote,
        MoveNextTouch,
        SkipTouch,
        KeepClue,
        NurtureLead,
        SetTimes,
        ReturnLead,
        QualifyLead,
        SendMessage,
        TakeBackMessage,
        AskMessage,
        LogCall,
        SetConsent,
    )
}


class Order(Struct, frozen=True, kw_only=True):
    """A command with its envelope. `gen` is the fencing token the actor holds; None when it needs
    none."""

    actor: Actor
    command: Command
    gen: int | None = None
    not_after: Ms | None = None
    at: Ms | None = None
    """When it was done, where that was before it reached the hub (a desk was offline)."""
