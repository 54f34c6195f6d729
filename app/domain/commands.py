"""Commands: what somebody wants, imperative. The class is the body (`b`) of a `cmd` frame whose
`do` is its wire name; the lead, the fencing token and the actor travel beside it (`Order`).

The last group never crosses the wire: the hub's intake and clockwork give those orders.
"""

from typing import ClassVar, Literal, Union

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Consent, LaneName, Person, Rank, Source, Where
from app.domain.rep_times import RepTimes
from app.domain.touch import Channel, Disposition, NextTouch

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
    do: ClassVar[str] = "claim"


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
]
HubCommand = Union[  # noqa: UP007
    ReceiveLead, PlaceTouch, PlanAnew, EndOffer, ExpireLease, MarkBreached, TellTouchDue
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
