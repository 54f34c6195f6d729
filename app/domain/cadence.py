"""The next touch: which step of the cadence, on which channel, when, and the sentence that says
why. Bounds are hard: calling hours in every zone, gaps, calls a day, what the person asked
for."""

from app.domain import hours, reach, reasons, tries
from app.domain import wish as wishes
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Lead
from app.domain.playbook import After, Playbook, Step
from app.domain.rules import binding
from app.domain.touch import Channel, Disposition, NextTouch
from app.domain.wish import Wish

SEARCH_DAYS = 21


def position(lead: Lead, playbook: Playbook) -> tuple[int, int]:
    """(which attempt the running or coming touch is, of how many): 1 is the answer itself."""
    attempt = len(tries.ended(lead)) + 1
    return attempt, max(attempt, len(_steps(lead, playbook)) + 1)


def next_touch(
    lead: Lead, disposition: Disposition, playbook: Playbook, now: Ms
) -> NextTouch | None:
    """What follows a touch that ended at `now` with `disposition`; `lead` has folded that already,
    its clue included. None when the cadence is over or no channel is left. Never in the past."""
    after = playbook.dispositions[disposition]
    if after.then == "close":
        return None
    wish = wishes.wish(lead, now)
    kept = lead.next_touch
    if kept is not None and kept.pinned and kept.at > now and not wishes.said_since(lead, now):
        return kept
    if wish.promise is not None and not _settled(disposition, wish, now):
        return _promised(lead, wish, wish.promise, playbook)
    if after.then == "ask" or wishes.said_since(lead, now):
        return _as_asked(lead, disposition, after, wish, playbook, now)
    step = _step(lead, after, playbook)
    if step is None:
        return None
    return _follow(lead, disposition, step, wish, playbook, now)


# ---- the three ways to a time ----------------------------------------------------------------


def _promised(lead: Lead, wish: Wish, promise: Ms, playbook: Playbook) -> NextTouch | None:
    """A promise is kept to the minute; where that minute is no time to call, as soon as it is
    one."""
    channel = reach.fallback(lead, "call")
    if channel is None:
        return None
    at, reason = promise, f"Promised: {reasons.quote(wish.promised)}"
    if channel != "email" and hours.zones(lead.where):
        opening = hours.next_legal(promise, lead.where, playbook.rules, channel)
        if opening is None:
            return _needs(lead, channel, promise, "Calls there are never allowed", playbook)
        at, reason = opening, reason + reasons.held(lead, promise, opening)
    return _touch(lead, channel, at, reason, playbook, pinned=True)


def _as_asked(
    lead: Lead,
    disposition: Disposition,
    after: After,
    wish: Wish,
    playbook: Playbook,
    now: Ms,
) -> NextTouch | None:
    """They, or somebody there, just said when. Their word counts more than the cadence's waits; but
    whoever says "mornings" in the morning does not mean the next minute."""
    channel = reach.fallback(lead, "call")
    if channel is None:
        return None
    if not wishes.said_since(lead, now):
        by = now + (after.wait or playbook.min_gap) * 1000
        return _needs(lead, channel, by, f"{reasons.tried(lead, disposition)}: say when", playbook)
    suits_now = wish.back is None and wish.fits(tries.local(lead, now))
    earliest = now + playbook.min_gap * 1000 if suits_now else now
    said = f"{reasons.who(lead, wish)}: {reasons.quote(wish.asked or wish.away)}"
    return _place(lead, channel, earliest, said, wish, playbook)


def _follow(
    lead: Lead, disposition: Disposition, step: Step, wish: Wish, playbook: Playbook, now: Ms
) -> NextTouch | None:
    channel = reach.fallback(lead, step.channel)
    if channel is None:
        return None
    reason = f"{reasons.tried(lead, disposition)}, {step.why}"
    if channel != step.channel:
        reason += f", by {channel if channel != 'sms' else 'SMS'} instead"
    earliest = _earliest(lead, channel, step, playbook, now)
    return _place(lead, channel, earliest, reason, wish, playbook, workdays=bool(step.days))


# ---- when ------------------------------------------------------------------------------------


def _earliest(lead: Lead, channel: Channel, step: Step, playbook: Playbook, now: Ms) -> Ms:
    """A step's own wait counts even when it is shorter than the gap; without one the gap does."""
    if step.days:
        return tries.working_days(lead, now, step.days)
    if step.wait or channel != "call":
        return now + step.wait * 1000
    last = max((t.ended or t.started for t in tries.calls(lead)), default=None)
    return now if last is None else max(now, last + playbook.min_gap * 1000)


def _place(
    lead: Lead,
    channel: Channel,
    earliest: Ms,
    reason: str,
    wish: Wish,
    playbook: Playbook,
    workdays: bool = False,
) -> NextTouch:
    """The touch at the first fitting moment from `earliest` on; with `workdays` none of those that
    slide lands on a weekend, unless they asked for one."""
    away = wish.back is not None and wish.back > earliest
    if wish.back is not None and away:
        earliest = wish.back
        reason = f"Not before {reasons.day(lead, earliest)}: {reasons.quote(wish.away)}"
    if channel == "email":
        return _touch(lead, channel, earliest, reason, playbook)
    if not hours.zones(lead.where):
        return _needs(lead, channel, earliest, "Time there not known: say when", playbook)
    at = _slot(lead, channel, earliest, wish, playbook, workdays) if wish.restricts() else None
    if at is not None:
        said = f"{reasons.who(lead, wish)}: {reasons.quote(wish.asked)}"
        return _touch(lead, channel, at, said if at > earliest else reason, playbook)
    at = _slot(lead, channel, earliest, None, playbook, workdays)
    if at is None:
        return _needs(
            lead, channel, earliest, "No call allowed for three weeks: say when", playbook
        )
    if wish.restricts():
        reason = f"No allowed time fits {reasons.quote(wish.asked)}, so the first one there is"
    elif not away:
        reason += reasons.held(lead, earliest, at)
    return _touch(lead, channel, at, reason, playbook)


def _slot(
    lead: Lead,
    channel: Channel,
    earliest: Ms,
    wish: Wish | None,
    playbook: Playbook,
    workdays: bool,
) -> Ms | None:
    """The first instant from `earliest` on that is legal everywhere they may be, leaves room for
    one more call that day, and (with `wish`) suits them; None within three weeks."""
    where = hours.careful(lead.where, playbook.rules)
    places = hours.zones(where)
    edges = hours.edges(binding(where, playbook.rules, channel))
    edges.update(wish.edges() if wish else ())
    marks = {earliest}
    week = range(5 if workdays and not (wish and wish.weekend) else 7)
    for place in places:
        marks.update(hours.changes(place, edges, earliest, SEARCH_DAYS))
    for mark in sorted(marks):
        local = moment(mark).astimezone(places[0])
        if (
            local.weekday() in week
            and (wish is None or wish.fits(local))
            and (channel != "call" or tries.calls_on(lead, local) < playbook.max_calls_a_day)
            and hours.legal(mark, where, playbook.rules, channel)
        ):
            return mark
    return None


def _settled(disposition: Disposition, wish: Wish, now: Ms) -> bool:
    """They were spoken to, and said nothing of the old promise: it is void."""
    before = wish.promised is not None and wish.promised.kept < now
    return before and disposition in ("connected", "callback")


# ---- what has been ---------------------------------------------------------------------------


def _step(lead: Lead, after: After, playbook: Playbook) -> Step | None:
    steps, done = _steps(lead, playbook), tries.ended(lead)
    if after.then == "next":
        return steps[max(0, len(done) - 1)] if len(done) <= len(steps) and steps else None
    last = next((t for t in reversed(lead.touches) if t.ended is not None), None)
    if last is None or len(done) > len(steps):
        return None
    why = f"again after {reasons.span(after.wait)}" if after.wait else "so once more"
    return Step(channel=last.channel, wait=after.wait, why=why)


def _steps(lead: Lead, playbook: Playbook) -> tuple[Step, ...]:
    lane = playbook.lanes.get(lead.lane)
    plan = playbook.cadences.get(lane.cadence) if lane else None
    return plan.steps if plan else ()


# ---- what it comes to -----------------------------------------------------------------------


def _touch(
    lead: Lead,
    channel: Channel,
    at: Ms,
    reason: str,
    playbook: Playbook,
    pinned: bool = False,
    needs_time: bool = False,
) -> NextTouch:
    attempt, of = position(lead, playbook)
    return NextTouch(
        at=at,
        channel=channel,
        attempt=attempt,
        of=of,
        reason=reason,
        pinned=pinned,
        needs_time=needs_time,
    )


def _needs(lead: Lead, channel: Channel, by: Ms, reason: str, playbook: Playbook) -> NextTouch:
    return _touch(lead, channel, by, reason, playbook, needs_time=True)
