"""The wire contract of the feed, `leadbell.v1`.

One JSON object per text frame, UTF-8. The desk sends at most 64 KiB a frame, the hub 256 KiB. Every
frame carries `t`. Unknown fields are ignored; an unknown `t` from the hub is ignored, from a desk
it is answered `unknown_type` (in a `re`, when the frame has an `id`; three without one close 4400);
an unknown event kind `k` is stored raw and advances the cursor.

The life of a connection (H = hub, D = desk):

    H hello            at once after the upgrade
    D open             may be sent before hello arrives; within 10 s, else close 4401
    H ready            one verdict per stream asked for: resume from a position, or a snapshot
    H snap_begin, snap*, snap_end       per snapshot stream; applied by the desk in one transaction
    H ev / pos         every later fact, in order; `pos` moves over facts this rep may not see
    H live             replay has caught up; from here ev frames are news
    D ack              cumulative, after the desk's own commit; at most one per 100 ms
    D reopen -> H ready (re 0), then as after open: one stream again, on the same connection
    D cmd -> H re      exactly one `re` for each delivery of a `cmd`. A `cmd` may be sent again with
                       the same `op` as often as needed: the stored answer comes, replayed = true
    D seen             a ring was really shown; may repeat
    D status           can this desk ring? sent at open, on every change, and every 15 s as proof
    H hb -> D hb       every 15 s; `pos` in it tells the desk how far it should be
    D time -> H time   clock estimate, c0 -> (c0, s1, s2)
    H presence, presence_diff           who is on; ephemeral, never used for correctness
    H times, pickup                     my working times; how often calls are picked up, and when
    H notice           warning before a close

An `ev` is accepted iff prev <= cursor < seq. seq <= cursor is a duplicate (ignored), prev > cursor
is a gap: never applied, the stream is opened again from the cursor.

Instants are UTC epoch milliseconds, as decided by the hub. Ids are UUIDv7 text.
"""

from typing import Annotated, Any, Literal, Union

from msgspec import Meta, Raw, Struct

from app.domain.commands import Role
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook, Published
from app.domain.refusals import RefusalCode, Retry
from app.domain.rep_times import RepTimes

SUBPROTOCOL = "leadbell.v1"
MAX_FROM_DESK = 64 * 1024
MAX_FROM_HUB = 256 * 1024
HEARTBEAT_MS = 15_000
OPEN_WITHIN_S = 10
INTENT_MS = 30_000
"""How long a claim made without a link may wait before both sides refuse it (FEED §2.8)."""

Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A count or position from outside: what JSON and every database hold exactly."""

CLOSE_BAD_FRAME = 4400
CLOSE_REVOKED = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_VERSION = 4406
CLOSE_SLOW = 4408
CLOSE_REPLACED = 4409
CLOSE_RESYNC = 4410
CLOSE_TOO_BIG = 4413
CLOSE_RATE = 4429
CLOSE_INTERNAL = 4500
CLOSE_DRAINING = 4503
CLOSE_NO_PONG = 4504


class _Frame(Struct, frozen=True, kw_only=True, tag_field="t", omit_defaults=True):
    pass


# ---- hub to desk -------------------------------------------------------------------------------


class Hello(_Frame, frozen=True, kw_only=True, tag="hello"):
    proto: str
    hub: str
    """The store's id: a desk keeps one local store per hub id and account."""
    node: str
    boot: str
    now: Ms
    hb_ms: int = HEARTBEAT_MS
    max_in: int = MAX_FROM_DESK
    caps: tuple[str, ...] = ()
    min_app: str = ""


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"frm": "from"}):
    """What the hub decided for one stream. `frm` travels as `from`, a keyword here."""

    mode: Literal["resume", "snapshot"]
    why: Literal["", "first", "epoch", "view", "ahead", "compacted", "fork", "far"] = ""
    frm: int = 0
    head: int = 0
    epoch: str = ""
    view: int = 0


class Gateways(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the hub itself can send, by whom ("Twilio"); empty: the rep's own system has to."""

    sms: str = ""
    email: str = ""
    call: str = ""
    """The company's phone system: it rings the rep's phone first."""
    link: str = ""
    """How a link to choose a time begins; empty: the hub cannot be reached from outside."""
    link_chars: int = 0
    """How long such a link is, for counting a text's parts."""


class Ready(_Frame, frozen=True, kw_only=True, tag="ready"):
    re: int
    rep: str
    rep_name: str
    device: str
    role: Role
    team: str
    """The stream's team id: the stream is `team:<team>`."""
    team_name: str
    streams: dict[str, Verdict]
    policy: Playbook
    teams: tuple[str, ...] = ()
    gateways: Gateways = Gateways()


class SnapBegin(_Frame, frozen=True, kw_only=True, tag="snap_begin"):
    s: str
    epoch: str
    view: int
    as_of: int


class Snap(_Frame, frozen=True, kw_only=True, tag="snap"):
    s: str
    leads: tuple[Lead, ...]


class SnapEnd(_Frame, frozen=True, kw_only=True, tag="snap_end"):
    s: str
    n: int
    eid: str = ""
    """The id of the event at `as_of`: with it a resume proves it is on the same history."""


class Ev(_Frame, frozen=True, kw_only=True, tag="ev"):
    """One durable fact. `b` is the body of the class `KINDS[k]`; `v` the lead's version then."""

    s: str
    seq: int
    prev: int
    eid: str
    ts: Ms
    k: str
    lead: str
    v: int
    b: Raw
    op: str = ""


class Pos(_Frame, frozen=True, kw_only=True, tag="pos"):
    """Nothing for this rep after `prev` up to `seq`. Like an event it is a gap when `prev` is
    beyond the desk's cursor; 0 (an older hub) says nothing about where it began."""

    s: str
    seq: int
    eid: str = ""
    prev: int = 0


class Live(_Frame, frozen=True, kw_only=True, tag="live"):
    s: str
    seq: int


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal on the wire. `msg` is a sentence for the user."""

    code: RefusalCode
    msg: str
    retry: Retry = "no"
    after_ms: int = 0
    owner: str = ""
    owner_name: str = ""
    since: int | None = None
    """When the winner won, so that the loser is told by how much."""
    gen: int = 0
    v: int = 0
    kept: bool = False
    """True when what the user wrote was kept as an activity all the same."""


class Settled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a granted command came to."""

    gen: int = 0
    v: int = 0
    lease_until: Ms | None = None
    state: str = ""
    next_at: Ms | None = None
    queued: bool = False
    """The words that came with a claim are on their way."""


class Re(_Frame, frozen=True, kw_only=True, tag="re"):
    re: int
    op: str
    ok: bool
    r: Settled | None = None
    e: Problem | None = None
    seq: int = 0
    replayed: bool = False


class Heartbeat(_Frame, frozen=True, kw_only=True, tag="hb"):
    """Both ways. Hub: now, n, pos (stream -> seq to have reached). Desk: n, lag (ms)."""

    n: int = 0
    now: Ms = 0
    pos: dict[str, int] = {}
    c_mono: int = 0
    lag: int = 0


class Time(_Frame, frozen=True, kw_only=True, tag="time"):
    c0: int
    s1: Ms = 0
    s2: Ms = 0


class Check(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One proof of a desk's ability to ring. `ok` is proven, never assumed, `since` when."""

    ok: bool
    text: str = ""
    since: Ms = 0


class Status(_Frame, frozen=True, kw_only=True, tag="status"):
    """Desk to hub: can it ring? `mode` is the rep's own word; armed is what the checks prove."""

    armed: bool
    mode: Literal["on", "dnd", "away", "off"] = "on"
    why: str = ""
    """The first broken check in words, or until when somebody is away."""
    on_call: str = ""
    """The lead of the running call."""
    checks: dict[str, Check] = {}


class RepCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rep as the board shows them."""

    rep: str
    name: str
    role: Role
    state: Literal["armed", "deaf", "on_call", "dnd", "away", "off"] = "off"
    why: str = ""
    since: Ms = 0
    lead: str = ""


class Presence(_Frame, frozen=True, kw_only=True, tag="presence"):
    s: str
    pver: int
    reps: tuple[RepCard, ...]


class PresenceDiff(_Frame, frozen=True, kw_only=True, tag="presence_diff"):
    """`joins` replaces the named cards (also for a change of state)."""

    s: str
    pver: int
    joins: tuple[RepCard, ...] = ()
    leaves: tuple[str, ...] = ()


class Times(_Frame, frozen=True, kw_only=True, tag="times"):
    """My own working times as the hub keeps them, after open and on every change. Titles of my
    meetings stay at my desk: `busy` comes back without them. `team` is who else is on, to hand over
    to: their shifts and leave, no meetings."""

    times: RepTimes
    team: dict[str, RepTimes] = {}


class PickupCell(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Calls in one hour of one weekday (0 = Monday), by the prospects' own clocks."""

    day: int
    hour: int
    calls: int
    reached: int
    p: float
    """What the planner expects there for a lead like most: counts drawn to the prior."""


class Pickup(_Frame, frozen=True, kw_only=True, tag="pickup"):
    """How often this team's calls are picked up, hour by hour of the week; after open and when it
    was worked out anew. `published` is the table it began from, beside it. `mine` and `plan`: times
    reps chose against the planner's own choice, with how many were reached and expected."""

    as_of: Ms
    days: int
    """How far back the counts go."""
    calls: int
    reached: int
    cells: tuple[PickupCell, ...]
    published: Published
    trust: float
    """How much of the published table is believed by now, learnt: 0 to 1."""
    chosen: int = 0
    chosen_reached: int = 0
    chosen_expected: float = 0.0
    instead_expected: float = 0.0


class Notice(_Frame, frozen=True, kw_only=True, tag="notice"):
    code: Literal["draining", "overload", "token_expiring", "view_changed", "upgrade"]
    after_ms: tuple[int, int] = (0, 0)
    s: str = ""


# ---- desk to hub -------------------------------------------------------------------------------


class Cursor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    epoch: str
    view: Number
    seq: Number
    eid: str = ""


class Open(_Frame, frozen=True, kw_only=True, tag="open"):
    """`session` names this start of the program, over all its connections and no other's: a message
    that can still be taken back does not leave when the start that wrote it has crashed."""

    id: Number
    app: str
    install: str
    session: str
    streams: dict[str, Cursor | None] = {}
    """Empty: "my team's stream, from nothing". The hub answers with the streams this rep has."""
    caps: tuple[str, ...] = ()
    outbox_n: Number = 0


class Ack(_Frame, frozen=True, kw_only=True, tag="ack"):
    s: str
    seq: Number


class Cmd(_Frame, frozen=True, kw_only=True, tag="cmd"):
    """`do` names the verb (`commands.VERBS`), `b` its body; `op` a UUIDv7 minted at the click."""

    id: Number
    op: str
    do: str
    lead: str = ""
    gen: Number | None = None
    seen_v: Number | None = None
    at: Ms = 0
    not_after: Ms | None = None
    b: dict[str, Any] = {}


class Seen(_Frame, frozen=True, kw_only=True, tag="seen"):
    lead: str
    eid: str
    shown_at: Ms


class Reopen(_Frame, frozen=True, kw_only=True, tag="reopen"):
    """Open one stream again from a cursor on the same connection (after a gap)."""

    s: str
    cursor: Cursor | None = None


FromHub = Union[  # noqa: UP007
    Hello,
    Ready,
    SnapBegin,
    Snap,
    SnapEnd,
    Ev,
    Pos,
    Live,
    Re,
    Heartbeat,
    Time,
    Presence,
    PresenceDiff,
    Times,
    Pickup,
    Notice,
]
FromDesk = Union[Open, Ack, Cmd, Seen, Status, Heartbeat, Time, Reopen]  # noqa: UP007
