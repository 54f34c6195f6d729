"""When the next touch could be: three times that are allowed, and what a typed line would come to.
All of it by the domain's own rules; the hub decides again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from app.domain import cadence, clue_line, hours, permission, tries, wish
from app.domain.clue import Clue, ClueNote
from app.domain.ids import Ms, ms
from app.domain.ids import at as moment
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.reasons import TRIED
from app.domain.touch import Channel
from ui.my_clock import my_zone

QUARTER = 15 * 60_000
APART = 30 * 60_000
_SOON = 30 * 60_000
MOST = 3
_PLANNED = "when the plan would try next"
_LATER = (
    (1, 10, "a working day on, in the morning"),
    (1, 15, "a working day on, in the afternoon"),
    (2, 10, "two working days on"),
    (3, 15, "three working days on"),
)


@dataclass(frozen=True)
class Proposal:
    """A time, and why then."""

    at: Ms
    why: str


@dataclass(frozen=True)
class Typed:
    """A typed line: how it was understood, the time it comes to, or why it may not be."""

    echo: str = ""
    at: Ms | None = None
    refused: str = ""


def channel_of(lead: Lead) -> Channel:
    """Which channel the next touch uses."""
    return lead.next_touch.channel if lead.next_touch is not None else "call"


def proposals(lead: Lead, playbook: Playbook, now: Ms) -> list[Proposal]:
    """At most three times, soonest first; each allowed wherever the person may be."""
    local = tries.local(lead, now) if hours.zones(lead.where) else _mine(now)
    wanted = [(_quarter(now + _SOON), "as soon as it is allowed")]
    wanted += [(_day_on(local, days, hour), words) for days, hour, words in _LATER]
    planned = cadence.next_touch(replace(lead, next_touch=None), "no_answer", playbook, now)
    if planned is not None and not planned.needs_time:
        asked = not planned.reason.startswith(TRIED["no_answer"])
        wanted.insert(0, (planned.at, planned.reason if asked else _PLANNED))
    if lead.next_touch is not None:  # what the plan itself would choose comes before all else
        wanted[:0] = [(option.at, option.why) for option in lead.next_touch.options]
    found: list[Proposal] = []
    current = lead.next_touch.at if lead.next_touch and not lead.next_touch.needs_time else 0
    for time, why in wanted:
        at = _allowed(lead, time, playbook, now)
        taken = [*(proposal.at for proposal in found), current]
        if at is not None and all(abs(at - other) >= APART for other in taken):
            found.append(Proposal(at, why))
    return sorted(found[:MOST], key=lambda proposal: proposal.at)


def typed(line: str, lead: Lead, playbook: Playbook, now: Ms) -> Typed:
    """What `line` comes to, on their clock; on mine where theirs is not known."""
    if not line.strip():
        return Typed()
    zone = lead.where.zones[0] if hours.zones(lead.where) else getattr(my_zone(), "key", None)
    clues = clue_line.parse(line, now, zone)
    echo = clue_line.echo(clues, zone)
    if not hours.zones(lead.where):
        echo = echo.replace("their time", "your time")
    if not clues:
        return Typed(refused="No time in that. Try “tue after 3” or “24 Nov 15:10”.")
    exact = next((clue for clue in clues if clue.kind == "exact"), None)
    if exact is not None:
        return _exact(exact, echo, lead, playbook, now)
    if not any(clue.kind in wish.TIMED for clue in clues):
        return Typed(echo, refused="That says who, not when. Say a day or a time too.")
    return _fitting(line, clues, echo, lead, playbook, now)


def _exact(exact: Clue, echo: str, lead: Lead, playbook: Playbook, now: Ms) -> Typed:
    echo = echo.replace("Promised ", "")
    if exact.at <= now:
        return Typed(echo, refused="That time has passed.")
    if (no := permission.closed(lead, channel_of(lead), exact.at, playbook)) is not None:
        return Typed(refused=no.msg)
    return Typed(echo, exact.at)


def _fitting(
    line: str, clues: tuple[Clue, ...], echo: str, lead: Lead, playbook: Playbook, now: Ms
) -> Typed:
    note = ClueNote(
        text=line, clues=clues, echo=echo, by="", by_name="", kept=now, expires=now + 1_000_000_000
    )
    asked = replace(lead, clues=(note,), next_touch=None)
    made = cadence.next_touch(asked, "no_answer", playbook, now)
    if made is None or made.needs_time:
        return Typed(echo, refused="No time could be worked out from that. Name a day and a time.")
    return Typed(echo, made.at)


def _allowed(lead: Lead, wanted: Ms, playbook: Playbook, now: Ms) -> Ms | None:
    if wanted <= now:
        return None
    if channel_of(lead) == "email" or not hours.zones(lead.where):
        return wanted
    at = permission.next_allowed(lead, channel_of(lead), wanted, playbook)
    while at is not None and channel_of(lead) == "call":
        local = tries.local(lead, at)
        if tries.calls_on(lead, local) < playbook.max_calls_a_day:
            break
        tomorrow = _day_on(local, 1, 0)
        at = permission.next_allowed(lead, channel_of(lead), tomorrow, playbook)
    return at


def _day_on(local: datetime, days: int, hour: int) -> Ms:
    while days > 0:
        local += timedelta(days=1)
        days -= local.weekday() < 5
    return ms(local.replace(hour=hour, minute=0, second=0, microsecond=0))


def _quarter(instant: Ms) -> Ms:
    return -(-instant // QUARTER) * QUARTER


def _mine(now: Ms) -> datetime:
    return moment(now).astimezone(my_zone())
