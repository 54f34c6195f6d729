"""The next touch: which step of the cadence, on which channel, from when on, and the sentence that
says why. Where exactly within its bounds is `placing.py`."""

from msgspec.structs import replace

from app.domain import opening, placing, reach, reasons, steps, tries
from app.domain import wish as wishes
from app.domain.bounds import Bounds, Choice, Choose
from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message_folds import expected
from app.domain.placing import Case, Want
from app.domain.playbook import After, Playbook, Step
from app.domain.steps import position
from app.domain.touch import Channel, Disposition, NextTouch

__all__ = ["anew", "bounds", "named_time", "next_touch", "position", "soon"]

NEXT = After(then="next")


def next_touch(
    lead: Lead,
    disposition: Disposition,
    playbook: Playbook,
    now: Ms,
    choose: Choose | None = None,
    since: Ms | None = None,
) -> NextTouch | None:
    """What follows a touch that ended at `since` (`now` if not given) with `disposition`; `lead`
    has folded that already, its clue included. None when the cadence is over or no channel is left.
    Never in the past. Raises ValueError when `choose` goes outside the bounds it was given."""
    if playbook.dispositions[disposition].then == "close":
        return None
    lead = expected(lead)
    ended, kept = now if since is None else since, lead.next_touch
    last = tries.last(lead)
    fresh = min(ended, last.started) if last else ended
    if kept is not None and kept.pinned and kept.at > now and not wishes.said_since(lead, fresh):
        return kept
    return _planned(
        Case(
            lead=lead,
            disposition=disposition,
            playbook=playbook,
            since=ended,
            fresh=fresh,
            now=now,
            choose=choose,
            wish=wishes.wish(lead, now),
        )
    )


def anew(
    lead: Lead,
    playbook: Playbook,
    now: Ms,
    choose: Choose | None = None,
    why: str = "",
    since: Ms | None = None,
) -> NextTouch | None:
    """The next touch worked out again at `now`, from how the last one ended and what was said or
    left out since; `why` goes before its reason, waits count from `since` where that is given. One
    set by hand stays at its time, or the first allowed one after it. None where nothing is left to
    do."""
    about, kept = _case(lead, playbook, now, choose, since), lead.next_touch
    channel = reach.fallback(lead, kept.channel) if kept is not None else None
    if kept and channel and kept.pinned and kept.at > now and not _undone(lead, kept):
        made: NextTouch | None = placing.kept(about, channel, kept)
    else:
        made = _planned(about)
    return replace(made, reason=f"{why}. {made.reason}") if made is not None and why else made


def bounds(lead: Lead, playbook: Playbook, now: Ms) -> Bounds | None:
    """Within what the planned touch may be placed; None where there is nothing to choose: a
    promise, a time set by hand, none worked out, nothing left to do."""
    asked: list[Bounds] = []

    def note(_: Lead, within: Bounds, __: Ms) -> Choice | None:
        asked.append(within)
        return None

    made = anew(lead, playbook, now, note)
    fitting = [within for within in asked if made and within.channel == made.channel]
    return fitting[0] if made and fitting and not made.pinned and not made.needs_time else None


def named_time(lead: Lead, playbook: Playbook, now: Ms) -> Ms | None:
    """The first allowed moment that suits the hours and days they asked for; None where they asked
    for nothing, for what never comes, or for what is now."""
    wish, channel = wishes.wish(lead, now), reach.fallback(lead, "call")
    if channel is None or not (wish.restricts() or wish.back):
        return None
    found = opening.openings(
        lead,
        channel,
        max(now, wish.back or 0),
        wish,
        playbook,
        workdays=wish.back is None,
        asked=True,
    )
    first = found.wished[0][0] if found.wished else now
    return first if first > now else None


def soon(lead: Lead, reason: str, playbook: Playbook, now: Ms) -> NextTouch:
    """A touch as soon as it is allowed, whatever was planned."""
    channel = reach.fallback(lead, "call")
    about = _case(lead, playbook, now, None, None)
    if channel is None:
        return placing.needs(about, "call", now, f"{reason}, and no way to reach them is left")
    return _at(about, channel, now, reason)


def _case(lead: Lead, playbook: Playbook, now: Ms, choose: Choose | None, since: Ms | None) -> Case:
    lead = expected(lead)
    last, skipped = tries.last(lead), tries.last_skip(lead)
    ended = (last.ended if last else None) or lead.received
    left_out = skipped is not None and skipped >= ended
    began = last.started if last else lead.received
    heard_from = skipped + 1 if skipped is not None and left_out else began
    return Case(
        lead=lead,
        disposition=last.disposition if last else None,
        playbook=playbook,
        since=since if since is not None else max(ended, skipped or 0),
        fresh=heard_from,
        left_out=left_out,
        now=now,
        choose=choose,
        wish=wishes.wish(lead, now),
    )


def _planned(about: Case) -> NextTouch | None:
    lead = about.lead
    if about.wish.promise is not None and not _settled(about):
        return _promise(about, about.wish.promise, about.wish.promised)
    if (said := wishes.said_when(lead, about.fresh)) is not None:
        late = any(clue.kind == "exact" for clue in said.clues)
        return _promise(about, about.now, said) if late else _as_asked(about, said)
    after = about.playbook.dispositions[about.disposition] if about.disposition else NEXT
    if about.left_out:
        after = NEXT
    elif about.disposition is None:
        return _answer(about)
    if after.then == "ask":
        return _ask(about, after.wait or about.playbook.min_gap)
    step = steps.following(lead, after, about.playbook)
    return _follow(about, step) if step else None


# ---- the ways to a time ----------------------------------------------------------------------


def _promise(about: Case, at: Ms, note: ClueNote | None) -> NextTouch | None:
    """To the minute; what was promised while the desk was cut off, and has gone by, at once."""
    channel = reach.fallback(about.lead, "call")
    reason = f"Promised: {reasons.quote(note)}"
    return placing.pinned(about, channel, at, reason) if channel else None


def _as_asked(about: Case, note: ClueNote) -> NextTouch | None:
    """They, or somebody there, said when. Their word counts more than the cadence's waits; but
    whoever says "mornings" in the morning does not mean the next minute."""
    lead, wish = about.lead, about.wish
    channel = reach.fallback(lead, "call")
    if channel is None:
        return None
    suited = wish.back is None and wish.fits(tries.local(lead, note.kept))
    earliest = note.kept + about.playbook.min_gap * 1000 if suited else about.now
    said = f"{reasons.who(lead, wish)}: {reasons.quote(wish.asked or wish.away)}"
    want = Want(
        channel=channel,
        reason=said,
        earliest=max(about.now, earliest),
        wanted=max(about.now, earliest),
        # Whoever names a date may mean a Saturday; whoever says "afternoons" means working days.
        workdays=wish.back is None,
        asked=True,
    )
    return placing.place(about, want)


def _answer(about: Case) -> NextTouch | None:
    channel = reach.fallback(about.lead, "call")
    return _at(about, channel, about.now, "Not answered yet") if channel else None


def _ask(about: Case, wait: int) -> NextTouch | None:
    """Only they know when: the rep has to say, `wait` seconds after the touch at the latest."""
    channel, ended = reach.fallback(about.lead, "call"), about.disposition
    if channel is None or ended is None:
        return None
    reason = f"{reasons.tried(about.lead, ended)}: say when"
    return placing.needs(about, channel, about.since + wait * 1000, reason)


def _at(about: Case, channel: Channel, earliest: Ms, reason: str) -> NextTouch:
    want = Want(channel=channel, reason=reason, earliest=earliest, wanted=earliest)
    return placing.place(about, want)


def _follow(about: Case, step: Step) -> NextTouch | None:
    lead, book = about.lead, about.playbook
    channel = reach.fallback(lead, step.channel)
    if channel is None:
        return None
    ended, over = _ended(about), steps.calls_over(lead, book)
    if over and step.channel == "call":
        return _write(about, ended)
    reason = f"{ended}, {step.why}"
    if channel != step.channel:
        reason += f", by {channel if channel != 'sms' else 'SMS'} instead"
    wanted = max(about.now, _due(about, channel, step))
    tailored = bool(step.days) and channel == "call" and steps.standard_over(lead, book)
    want = Want(
        channel=channel,
        reason=reason,
        earliest=min(wanted, _opens(about)) if tailored else wanted,
        wanted=wanted,
        workdays=bool(step.days),
        repeats=not step.days,
        tailored=tailored,
        last=over,
    )
    return placing.place(about, want)


def _ended(about: Case) -> str:
    if about.left_out or about.disposition is None:
        return "One left out"
    return reasons.tried(about.lead, about.disposition)


def _write(about: Case, ended: str) -> NextTouch | None:
    """Called as often as is worth it: one email instead, and then nothing more by hand."""
    lead = about.lead
    called = max((t.started for t in tries.calls(lead)), default=0)
    written = any(t.channel == "email" and t.started >= called for t in tries.ended(lead))
    if written or not reach.usable(lead, "email"):
        return None
    reason = f"{ended}, by email instead"
    want = Want(channel="email", reason=reason, earliest=about.now, wanted=about.now, last=True)
    return placing.place(about, want)


# ---- when ------------------------------------------------------------------------------------


def _due(about: Case, channel: Channel, step: Step) -> Ms:
    """A step's own wait counts even when it is shorter than the gap; without one the gap does."""
    if step.days:
        then = tries.working_days(about.lead, about.since, step.days)
        return then if channel != "call" else max(then, _after_gap(about))
    if step.wait or channel != "call":
        return about.since + step.wait * 1000
    return max(about.since, _after_gap(about))


def _opens(about: Case) -> Ms:
    """From when on a tailored call may be made: the next working day, and not within the gap."""
    tomorrow = opening.next_working_day(about.lead, about.since)
    return max(about.now, tomorrow, _after_gap(about))


def _after_gap(about: Case) -> Ms:
    last = max((t.ended or t.started for t in tries.calls(about.lead)), default=None)
    return about.now if last is None else last + about.playbook.min_gap * 1000


def _settled(about: Case) -> bool:
    """They were spoken to and said nothing of the old promise, or it was left out: it is void."""
    said = about.wish.promised
    before = said is not None and said.kept < about.fresh
    return before and (about.left_out or about.disposition in ("connected", "callback"))


def _undone(lead: Lead, kept: NextTouch) -> bool:
    """Was something said about time after that touch was set by hand?"""
    set_at = max((e.at for e in lead.timeline if e.kind == "touch.next"), default=0)
    return wishes.said_since(lead, set_at + 1)
