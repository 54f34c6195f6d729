"""Placing: one next touch within its bounds, where the planner puts it or else at the first moment
that fits. Which touch it is to be, and from when on, is `cadence.py`."""

from msgspec import Struct

from app.domain import hours, limits, opening, permission, reasons, steps, tries
from app.domain.bounds import Bounds, Choice, Choose
from app.domain.ids import Ms
from app.domain.lead import Lead, Where
from app.domain.opening import Open
from app.domain.playbook import Playbook
from app.domain.touch import Channel, Disposition, NextTouch
from app.domain.wish import Wish


class Case(Struct, frozen=True, kw_only=True):
    """What there is to plan from. `disposition` is how the last touch ended, None where there was
    none yet; waits count from `since`; what was said from `fresh` on, when it began, answers it."""

    lead: Lead
    disposition: Disposition | None
    playbook: Playbook
    since: Ms
    fresh: Ms
    now: Ms
    choose: Choose | None
    wish: Wish
    left_out: bool = False
    """The touch planned after it was left out by hand."""


class Want(Struct, frozen=True, kw_only=True):
    """The touch that is to be placed: not before `earliest`, by the cadence at `wanted`."""

    channel: Channel
    reason: str
    earliest: Ms
    wanted: Ms
    workdays: bool = False
    """Never at a weekend, unless they named one."""
    repeats: bool = False
    """The half-hour just tried will do again."""
    asked: bool = False
    """They just said when."""
    tailored: bool = False
    """Any time between will do: it is chosen for this person."""
    last: bool = False
    """Called as often as is worth it: the rep is told so."""


def place(about: Case, want: Want) -> NextTouch:
    """The touch `want` asks for. Raises ValueError when the planner leaves the bounds."""
    if want.channel != "email" and not hours.zones(about.lead.where):
        return needs(about, want.channel, want.wanted, "Time there not known: say when")
    within, wanted = bounds(about, want)
    if not within.spans:
        never = "No call allowed for three weeks: say when"
        return needs(about, want.channel, wanted, never)
    choice = about.choose(about.lead, within, about.now) if about.choose else None
    advice = reasons.advice(about.lead, _odds_of_a_call(about)) if want.last else ""
    return _chosen(within, choice, advice) if choice else _first(within, wanted, advice)


def bounds(about: Case, want: Want) -> tuple[Bounds, Ms]:
    """What is open for `want`, and when the cadence would have it: their "back Monday" moves
    both."""
    lead, wish, book = about.lead, about.wish, about.playbook
    earliest = max(want.earliest, wish.back or 0)
    wanted, reason = max(want.wanted, earliest), want.reason
    if wanted > want.wanted:
        reason = f"Not before {reasons.day(lead, wanted)}: {reasons.quote(wish.away)}"
    open_ = opening.openings(
        lead,
        want.channel,
        earliest,
        wish,
        book,
        workdays=want.workdays,
        repeats=want.repeats,
        asked=want.asked,
    )
    attempt, of = steps.position(lead, book, want.channel)
    tailored = want.tailored or (wish.restricts() and want.channel != "email")
    shown = lead.reviewed and not (lead.next_touch and lead.next_touch.review)
    within = Bounds(
        channel=want.channel,
        attempt=attempt,
        of=of,
        earliest=open_.spans[0][0] if open_.spans else earliest,
        latest=_latest(about, wanted, tailored),
        why=reason if wanted > want.wanted else _why(about, want, open_, wanted),
        spans=open_.spans,
        wished=open_.wished,
        varied=open_.varied if tailored else (),
        tailored=tailored,
        review=tailored and steps.standard_over(lead, book) and not shown,
    )
    return within, wanted


def pinned(about: Case, channel: Channel, at: Ms, reason: str) -> NextTouch:
    """Kept at `at`, or at the first moment after it that the law allows."""
    lead, book = about.lead, about.playbook
    if channel == "email" or not hours.zones(lead.where):
        return _touch(about, channel, at, reason, pinned=True)
    opens = permission.next_allowed(lead, channel, at, book)
    if opens is None:
        return needs(about, channel, at, "Calls there are never allowed")
    law = _law(about, channel, at, lead.where)
    reason += reasons.held(lead, at, opens, law)
    return _touch(about, channel, opens, reason, pinned=True)


def kept(about: Case, channel: Channel, was: NextTouch) -> NextTouch:
    """A time set by hand, where it still may be."""
    made = pinned(about, channel, was.at, was.reason)
    return was if (made.at, channel) == (was.at, was.channel) else made


def needs(about: Case, channel: Channel, by: Ms, reason: str) -> NextTouch:
    """Somebody has to say when, by `by` at the latest."""
    return _touch(about, channel, max(by, about.now), reason, needs_time=True)


def _touch(
    about: Case,
    channel: Channel,
    at: Ms,
    reason: str,
    pinned: bool = False,
    needs_time: bool = False,
) -> NextTouch:
    attempt, of = steps.position(about.lead, about.playbook, channel)
    return NextTouch(
        at=at,
        channel=channel,
        attempt=attempt,
        of=of,
        reason=reason,
        pinned=pinned,
        needs_time=needs_time,
    )


# ---- inside the bounds -----------------------------------------------------------------------


def _first(within: Bounds, wanted: Ms, advice: str) -> NextTouch:
    """The first moment from `wanted` on that suits them, or, where none ever does, that is
    allowed."""
    spans = within.wished or within.spans
    later = [max(start, wanted) for start, end in spans if end > wanted]
    return NextTouch(
        at=later[0] if later else spans[-1][0],
        channel=within.channel,
        attempt=within.attempt,
        of=within.of,
        reason=within.why,
        earliest=within.earliest,
        review=within.review,
        advice=advice,
    )


def _chosen(within: Bounds, choice: Choice, advice: str) -> NextTouch:
    astray = [at for at in (choice.at, *(o.at for o in choice.options)) if not within.allow(at)]
    if astray:
        raise ValueError(f"the planner chose {astray[0]}, outside what is allowed")
    return NextTouch(
        at=choice.at,
        channel=within.channel,
        attempt=within.attempt,
        of=within.of,
        reason=choice.reason,
        ratio=choice.ratio,
        odds=choice.odds,
        factors=choice.factors,
        earliest=within.earliest,
        review=within.review,
        options=choice.options,
        advice=choice.advice or advice,
        plan=choice.plan,
    )


def _odds_of_a_call(about: Case) -> float:
    """The planner's odds of one more call, where it may be asked and a call could be made."""
    if about.choose is None or not hours.zones(about.lead.where):
        return 0.0
    call = Want(
        channel="call",
        reason="",
        earliest=about.now + about.playbook.min_gap * 1000,
        wanted=about.now,
        tailored=True,
    )
    within, _ = bounds(about, call)
    choice = about.choose(about.lead, within, about.now) if within.spans else None
    return choice.odds if choice else 0.0


def _latest(about: Case, wanted: Ms, tailored: bool) -> Ms:
    """A standard follow-up wants its day; the rest may use the days this lead is called in."""
    lead, planning = about.lead, about.playbook.planning
    soon = tries.working_days(lead, wanted, 1)
    if not tailored:
        return soon
    return max(soon, tries.working_days(lead, lead.received, planning.window_days))


def _why(about: Case, want: Want, open_: Open, wanted: Ms) -> str:
    """How the reason begins: their own word where it moves the touch, else the step, and what
    held it up."""
    lead, wish = about.lead, about.wish
    spans = open_.wished or open_.spans
    first = next((max(start, wanted) for start, end in spans if end > wanted), wanted)
    if want.channel != "email" and wish.restricts():
        if not open_.wished:
            return f"No allowed time fits {reasons.quote(wish.asked)}, so the first one there is"
        said = f"{reasons.who(lead, wish)}: {reasons.quote(wish.asked)}"
        return said if first > wanted else want.reason
    return want.reason + reasons.held(lead, wanted, first, _because(about, want, wanted))


def _because(about: Case, want: Want, wanted: Ms) -> str:
    """What keeps the touch from `wanted`."""
    lead = about.lead
    if want.channel == "email":
        return ""
    where = hours.careful(lead.where, about.playbook.rules)
    if law := _law(about, want.channel, wanted, where):
        return law
    local = tries.local(lead, wanted)
    most = about.playbook.max_calls_a_day
    if want.channel == "call" and tries.calls_on(lead, local) >= most:
        return f"{most} calls a day are enough"
    just = opening.half_hour(lead, hours.zones(lead.where)[0])
    if just is not None and just[0] <= local.hour * 60 + local.minute < just[1]:
        return "another half-hour than last time"
    return ""


def _law(about: Case, channel: Channel, at: Ms, where: Where) -> str:
    """The limit or the hours that keep a touch from `at`."""
    lead, rules = about.lead, about.playbook.rules
    over = limits.words(lead, channel, at, rules)
    return over or hours.held_words(at, where, rules, channel)
