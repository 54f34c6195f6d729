"""What the facts rail says: why this lead, what is allowed, what happens if nobody answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import hours, reach
from app.domain.ids import Ms, at
from app.domain.lead import Consent, LaneName, Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from ui import words
from ui.fonts import Type
from ui.models.agenda import ICONS
from ui.models.whole_line import whole_line
from ui.my_clock import my_zone
from ui.person_words import cleaned, is_words, whose
from ui.tokens import Role
from ui.widgets.facts import Fact
from ui.widgets.line import Run

LANES: dict[LaneName, str] = {
    "strike_now": "Strike now",
    "prepare_first": "Prepare first",
    "let_settle": "Let settle",
    "nurture": "Nurture",
    "needs_mapping": "Needs mapping",
}
_CHANNELS: tuple[tuple[Channel, str], ...] = (("call", "Call"), ("sms", "SMS"), ("email", "Email"))
_MISSING = {"call": "no number", "sms": "no number", "email": "no address"}


@dataclass(frozen=True)
class Allowed:
    """One channel: may it be used, and why not."""

    icon: str
    channel: str
    mark: str
    said: str
    role: Role


@dataclass(frozen=True)
class RailWords:
    """All of the rail."""

    title: str
    facts: tuple[Fact, ...]
    allowed: tuple[Allowed, ...]
    note: str
    upcoming: str
    plan: str


def rail_words(
    lead: Lead,
    playbook: Playbook | None,
    now: Ms,
    *,
    first: bool,
    refusals: dict[Channel, str],
    plan: str,
) -> RailWords:
    """`first`: it stands first, and the title says so; `refusals` are sentences by channel."""
    place = "first" if first else "here"
    return RailWords(
        title=f"Why {is_words(lead.person)} {place}",
        facts=_facts(lead, playbook, now),
        allowed=tuple(_allowed(lead, channel, word, refusals) for channel, word in _CHANNELS),
        note=_note(lead),
        upcoming=_upcoming(lead, now),
        plan=plan,
    )


def allowed(lead: Lead) -> tuple[Allowed, ...]:
    """Each channel: may it be used at all, and why not."""
    return tuple(_allowed(lead, channel, word, {}) for channel, word in _CHANNELS)


def _facts(lead: Lead, playbook: Playbook | None, now: Ms) -> tuple[Fact, ...]:
    why = cleaned(lead.rank_why)
    rank = (Run(lead.rank, Type.BODY_STRONG), Run(f", {why}" if why else ""))
    made = [
        Fact("Rank", rank),
        Fact("Lane", _lane(lead, playbook, now)),
        Fact("Source", _source(lead)),
    ]
    if lead.person.device:
        made.append(Fact("Device", (Run(cleaned(lead.person.device)),)))
    made.append(Fact("Opt-in", (Run(_opt_in(lead, now)),)))
    if lead.test:
        made.append(Fact("Test", (Run("a practice lead, in no figure"),)))
    return tuple(made)


def _lane(lead: Lead, playbook: Playbook | None, now: Ms) -> tuple[Run, ...]:
    lane = playbook.lanes.get(lead.lane) if playbook is not None else None
    title = Run(lane.title if lane is not None else LANES[lead.lane], Type.BODY_STRONG)
    if lead.due is None or lead.first_attempt is not None:
        return (title,)
    moment = at(lead.due)
    zone = my_zone()
    far = moment.astimezone(zone).date() != at(now).astimezone(zone).date()
    when = words.dated(moment, zone) if far else words.clock(moment, zone)
    if lead.not_before is not None and lead.not_before > now:
        return (title, Run(f", call {words.clock(at(lead.not_before), zone)} to {when}"))
    return (title, Run(f", call by {when}"))


def _source(lead: Lead) -> tuple[Run, ...]:
    page = cleaned(lead.person.page, 80)
    return (Run(f"“{cleaned(lead.source.name, 80)}”" + (f" on {page}" if page else "")),)


def _opt_in(lead: Lead, now: Ms) -> str:
    if lead.opted_in is None:
        return "not said by the form"
    moment, mine = at(lead.opted_in), my_zone()
    if now - lead.opted_in > 12 * 3_600_000:
        return words.dated(moment, mine)
    said = words.clock_seconds(moment, mine)
    zone = words.agreed_zone(hours.zones(lead.where), moment)
    if zone is None:
        return said
    return f"{said}, {words.clock_seconds(moment, zone)} {whose(lead.person)} time"


def _allowed(lead: Lead, channel: Channel, word: str, refusals: dict[Channel, str]) -> Allowed:
    consent = lead.consent.get(channel, Consent())
    icon = ICONS[channel]
    if consent.state == "refused":
        return Allowed(icon, word, "ban", cleaned(consent.why, 60) or "said stop", "hot_text")
    if not reach.address(lead, channel):
        return Allowed(icon, word, "ban", _MISSING[channel], "ink3")
    if refusals.get(channel):
        return Allowed(icon, word, "moon", "closed there now", "warm_text")
    if consent.state == "allowed":
        return Allowed(icon, word, "check", "allowed", "good_text")
    return Allowed(icon, word, "circle-help", "nobody asked", "ink2")


def _upcoming(lead: Lead, now: Ms) -> str:
    """The next touch with its whole reason, while nobody is being reached."""
    touch = lead.next_touch
    if touch is None or lead.running() is not None or lead.state == "closed":
        return ""
    return whole_line(lead, touch, now)


def _note(lead: Lead) -> str:
    """Where the yes comes from, said once for the channels that share it."""
    by_why: dict[str, list[str]] = {}
    for channel, word in _CHANNELS:
        consent = lead.consent.get(channel, Consent())
        if consent.state == "allowed" and consent.why:
            by_why.setdefault(cleaned(consent.why, 80), []).append(word)
    said = [f"{' and '.join(channels)} {why}." for why, channels in by_why.items()]
    return " ".join(said)
