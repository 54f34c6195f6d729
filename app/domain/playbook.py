"""The playbook as values: what one team means by a lead, and how it answers each kind.

Only the shapes live here; reading the TOML with errors that name line and key is
`playbook_file.py`. Durations are seconds, times of day are minutes after local midnight, weekdays
are 0 = Monday.
"""

from typing import Literal

from msgspec import Struct

from app.domain.lead import LaneName, Rank
from app.domain.rep_times import Block
from app.domain.rules import Rule
from app.domain.touch import Channel, Disposition


class RankRule(Struct, frozen=True, kw_only=True):
    """First rule that matches decides. An empty condition matches everything."""

    rank: Rank
    lane: LaneName
    why: str
    """The reason shown on the card, as a sentence fragment: "asked for a demo"."""
    source_kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Any of these, case-folded, in source name, page, content or form fields."""
    needs: tuple[Literal["phone", "email", "message"], ...] = ()


class Lane(Struct, frozen=True, kw_only=True):
    """The response policy of one lane. `sla` counts from received to the first human attempt."""

    title: str
    sla: int | None = None
    accept: int | None = None
    not_before: int = 0
    cadence: str = ""
    sound: Literal["strike_now", "prepare", "none"] = "none"
    repeats: tuple[int, ...] = ()
    """Seconds after the first ring at which it sounds again until a human acts."""
    rings: bool = True
    first_key: Literal["call", "read"] = "call"


class Step(Struct, frozen=True, kw_only=True):
    """One entry of a cadence: the touch that follows, `wait` seconds after the last one at the
    earliest, or `days` working days later (at the same time of day or the next legal one) when
    that is set."""

    channel: Channel
    wait: int = 0
    days: int = 0
    why: str


class Cadence(Struct, frozen=True, kw_only=True):
    """`steps[n]` is what follows the (n+1)-th outbound touch; the first touch is the answer
    itself."""

    steps: tuple[Step, ...]
    closes_with: str = "nurture"


class Template(Struct, frozen=True, kw_only=True):
    """Words for an SMS or email. Fields are `{first_name}` and friends, nothing else is
    evaluated. The same `key` in several languages is one template to the rep."""

    key: str
    channel: Channel
    title: str
    body: str
    subject: str = ""
    lanes: tuple[LaneName, ...] = ()
    variants: tuple[str, ...] = ()
    """Other wordings of `body`, which is variant 0: nobody gets the same words twice."""
    language: str = ""
    """ISO 639, "de"; empty: the playbook's own."""
    by_hand: bool = True
    """Offered to reps; False: for automatic answers only."""


class AckRule(Struct, frozen=True, kw_only=True):
    """When and how an enquiry is answered automatically. The first that fits counts. `sms` and
    `email` are template keys, the `promise_` ones name when somebody will call; empty: not so."""

    source_kinds: tuple[str, ...] = ()
    lanes: tuple[LaneName, ...] = ()
    after: int | None = None
    """Seconds from the enquiry while somebody is there; None: then never."""
    nobody: int | None = None
    """Seconds while nobody is; None: then never."""
    sms: str = ""
    email: str = ""
    promise_sms: str = ""
    promise_email: str = ""


class Messages(Struct, frozen=True, kw_only=True):
    """How messages are sent and heard."""

    undo: int = 5
    """Seconds in which a text or email can be taken back; 0: it leaves at once."""
    language: str = "en"
    """Of templates that name none."""
    link_days: int = 7
    """How long the link to the page where they choose a time is good."""
    reply_stops: bool = True
    """An answer of theirs ends the planned follow-ups: the next touch is to answer them."""
    stop_words: dict[str, tuple[str, ...]] = {}
    """By language; added to those that ship."""
    start_words: dict[str, tuple[str, ...]] = {}


class ReturnReason(Struct, frozen=True, kw_only=True):
    key: str
    title: str
    then: str
    """What happens now and when it may come back, as a sentence."""
    icon: str = "circle-x"


class After(Struct, frozen=True, kw_only=True):
    """What a disposition leads to: `next` step of the cadence, `again` the same attempt after
    `wait` seconds, `ask` the rep for a time (unless a clue says one), or `close` with
    `reason`."""

    then: Literal["next", "again", "ask", "close"]
    wait: int = 0
    reason: str = ""


class Published(Struct, frozen=True, kw_only=True):
    """A published table of when people pick up, as multipliers around 1. `temper` is how much of it
    is believed to begin with: 0 nothing, 1 all (an exponent). Studies contradict each other."""

    days: tuple[float, float, float, float, float, float, float] = (1, 1, 1, 1, 1, 1, 1)
    """Monday first."""
    hours: tuple[float, ...] = (1.0,) * 24
    temper: float = 0.5
    source: str = ""


class Planning(Struct, frozen=True, kw_only=True):
    """How follow-ups are planned."""

    shift: tuple[Block, ...] = ()
    """The team's usual working time, for every rep who set none."""
    calls_an_hour: int = 8
    """Follow-up calls one rep can make in an hour."""
    live_share: float = 0.3
    """Of those, the share kept free for leads that ring."""
    attempts: int = 6
    """Calls to one person before it is advised to stop."""
    window_days: int = 15
    """Working days from the lead's arrival within which it is called."""
    review_after: int = 3
    """Outbound touches after which the rep is shown the plan: the answer and two follow-ups."""
    after_leave: int = 15
    """Most touches a day that are put on the days after a leave."""
    published: Published = Published()


class Playbook(Struct, frozen=True, kw_only=True):
    name: str
    definition: str
    """Our definition of a lead, shown on the return slip."""
    lease: int
    """Seconds from claim to the first touch before the lead goes back to the pool."""
    answer_grace: int
    """Seconds after received during which answering an enquiry is not held by calling hours."""
    merge_within: int
    """Seconds within which the same email or phone is the same enquiry, not a new lead."""
    min_gap: int
    """Least seconds between two calls to one person."""
    max_calls_a_day: int
    burst: int
    """Leads in ten seconds from which they share one ring; strike-now leads still ring singly."""
    ranks: tuple[RankRule, ...]
    lanes: dict[LaneName, Lane]
    cadences: dict[str, Cadence]
    rules: dict[str, Rule]
    """By jurisdiction, see `rules.Rules`: those that ship, with the team's own over them."""
    dispositions: dict[Disposition, After]
    templates: tuple[Template, ...]
    return_reasons: tuple[ReturnReason, ...]
    planning: Planning = Planning()
    messages: Messages = Messages()
    acks: tuple[AckRule, ...] = ()
    relaxed: dict[str, str] = {}
    """Jurisdictions whose rule this team set aside, and why it may."""
