"""The next touch: which step of the cadence, on which channel, from when on, and the sentence that
says why. Where exactly within its bounds is `placing.py`."""

from msgspec.structs import replace

from app.domain import opening, placing, reach, reasons, steps, tries
from app.domain import wish as wishes
from app.domain.bounds import Choose
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.placing import Case, Want
from app.domain.playbook import Playbook, Step
from app.domain.steps import position
from app.domain.touch import Channel, Disposition, NextTouch

__all__ = ["anew", "next_touch", "position"]


def next_touch(
    lead: Lead,
    disposition: Disposition,
    playbook: Playbook,
    now: Ms,
    choose: Choose | None = None,
) -> NextTouch | None:
    """What follows a touch that ended at `now` with `disposition`; `lead` has folded that already,
    its clue included. None when the cadence is over or no channel is left. Never in the past.
    Raises ValueError when `choose` goes outside the bounds it was given."""
    if playbook.dispositions[disposition].then == "close":
        return None
    kept = lead.next_touch
    if kept is not None and kept.pinned and kept.at > now and not wishes.said_since(lead, now):
        return kept
    return _planned(placing.case(lead, disposition, playbook, now, now, choose))


def anew(
    lead: Lead, playbook: Playbook, now: Ms, choose: Choose | None = None, why: str = ""
) -> NextTouch | None:
    """The next touch worked out again at `now`, from how the last one ended and what was said
    since; `why` goes before its reason. One set by hand stays at its time, or the first allowed
    one after it. None where nothing is left to do."""
    last = tries.last(lead)
    since = (last.ended if last else None) or lead.received
    about = placing.case(lead, last.disposition if last else None, playbook, since, now, choose)
    kept = lead.next_touch
    channel = reach.fallback(lead, kept.channel) if kept is not None else None
    if kept and channel and kept.pinned and kept.at > now and not _undone(lead, kept):
        made: NextTouch | None = placing.pinned(about, channel, kept.at, kept.reason)
    else:
        made = _planned(about)
    return replace(made, reason=f"{why}. {made.reason}") if made is not None and why else made


def _planned(about: Case) -> NextTouch | None:
    lead = about.lead
    if about.wish.promise is not None and not _settled(about):
        channel = reach.fallback(lead, "call")
        reason = f"Promised: {reasons.quote(about.wish.promised)}"
        return placing.pinned(about, channel, about.wish.promise, reason) if channel else None
    if wishes.said_when(lead, about.since) is not None:
        return _as_asked(about)
    if about.disposition is None:
        return _answer(about)
    after = about.playbook.dispositions[about.disposition]
    if after.then == "ask" and not tries.skipped_since(lead, about.since):
        return _ask(about, after.wait or about.playbook.min_gap)
    step = steps.following(lead, after, about.playbook)
    return _follow(about, about.disposition, step) if step else None


# ---- the ways to a time ----------------------------------------------------------------------


def _as_asked(about: Case) -> NextTouch | None:
    """They, or somebody there, said when. Their word counts more than the cadence's waits; but
    whoever says "mornings" in the morning does not mean the next minute."""
    lead, wish = about.lead, about.wish
    channel, note = reach.fallback(lead, "call"), wishes.said_when(lead, about.since)
    if channel is None or note is None:
        return None
    suited = wish.back is None and wish.fits(tries.local(lead, note.kept))
    earliest = note.kept + about.playbook.min_gap * 1000 if suited else about.now
    said = f"{reasons.who(lead, wish)}: {reasons.quote(wish.asked or wish.away)}"
    # Whoever names a date may mean a Saturday; whoever says "afternoons" means working days.
    return _at(about, channel, max(about.now, earliest), said, workdays=wish.back is None)


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


def _at(
    about: Case, channel: Channel, earliest: Ms, reason: str, workdays: bool = False
) -> NextTouch:
    want = Want(
        channel=channel, reason=reason, earliest=earliest, wanted=earliest, workdays=workdays
    )
    return placing.place(about, want)


def _follow(about: Case, disposition: Disposition, step: Step) -> NextTouch | None:
    lead, book = about.lead, about.playbook
    channel = reach.fallback(lead, step.channel)
    if channel is None:
        return None
    ended, over = reasons.tried(lead, disposition), steps.calls_over(lead, book)
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
        return tries.working_days(about.lead, about.since, step.days)
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
    """They were spoken to, and said nothing of the old promise: it is void."""
    said = about.wish.promised
    before = said is not None and said.kept < about.since
    return before and about.disposition in ("connected", "callback")


def _undone(lead: Lead, kept: NextTouch) -> bool:
    """Was something said about time after that touch was set by hand?"""
    set_at = max((e.at for e in lead.timeline if e.kind == "touch.next"), default=0)
    return wishes.said_since(lead, set_at + 1)
