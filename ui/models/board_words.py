"""What a row of the board says: where the offer stands, who has it, what is next. Words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain import sla
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.protocol.messages import RepCard
from ui import words
from ui.models.faces import Moment, RowFace, pool_face, pool_heat
from ui.my_clock import my_zone
from ui.person_words import cleaned, whose
from ui.their_clock import bare

_NEXT = {"call": "call", "sms": "SMS", "email": "email"}


@dataclass(frozen=True, slots=True)
class BoardFace:
    """A row of the board ready to be painted: the pool's face, source and the offer."""

    row: RowFace
    company: str
    source: str
    standing: str
    detail: str


def board_face(
    lead: Lead, moment: Moment, cards: Sequence[RepCard], lanes: Mapping[str, str]
) -> BoardFace:
    """One lead on the board. `lanes`: their titles."""
    # Against its deadline, whoever has it: the owner stands in a column of his own.
    row = pool_face(lead, replace(moment, me=lead.owner))
    standing, detail = offer_stands(lead, moment, cards, lanes)
    return BoardFace(
        row=row,
        company=cleaned(lead.person.company),
        source=cleaned(lead.source.name, 80),
        standing=standing,
        detail=detail,
    )


def offer_stands(
    lead: Lead, moment: Moment, cards: Sequence[RepCard], lanes: Mapping[str, str]
) -> tuple[str, str]:
    """Two lines: who is asked or has it, and what is worth knowing beside it."""
    now, live = moment.shown, moment.stale_at is None
    if lead.lane == "needs_mapping":
        return "Nobody asked yet", f"needs mapping: {cleaned(lead.rank_why, 120)}"
    if lead.owner and not lead.grabbable(now):
        return _held(lead, now)
    if lead.not_before is not None and now < lead.not_before:
        there = bare(lead.where, lead.not_before)
        until = f"{there} {whose(lead.person)} time" if there else "its time"
        return f"Held to {until}", lanes.get(lead.lane, "").lower()
    said = _said_later(lead, cards, now)
    if sla.offered(lead, "", now) and lead.claim_by is not None:
        left = words.digits_left(lead.claim_by - now)
        count = sum(card.state == "armed" for card in cards)
        whom = f"all {count} armed" if count != 1 else "the one armed"
        asked = "Offered, but nobody is armed" if not count else f"Offered to {whom}"
        detail = ", ".join(part for part in (f"{left} to answer", said) if part)
        return (asked, detail) if live else ("Was offered", said)
    since = lead.offer_ended or (lead.claim_by if lead.claim_by and lead.claim_by <= now else None)
    back = _back_since(lead)
    if back:
        return f"Open to all since {_clock(back)}", said or "it came back to the pool"
    if since is None:
        return "Open to all", said or lanes.get(lead.lane, "").lower()
    return f"Open to all since {_clock(since)}", said or "nobody claimed it in time"


def _held(lead: Lead, now: Ms) -> tuple[str, str]:
    """An owner's lead: who, and what is next."""
    who = cleaned(lead.owner_name, 40) or "Somebody"
    running = lead.running()
    if running is not None:
        verb = {"call": "on a call", "sms": "sending an SMS", "email": "sending an email"}
        return who, f"{verb[running.channel]}, {words.span(now - running.started)}"
    ahead = lead.next_touch
    if ahead is not None:
        if ahead.needs_time:
            return who, f"{_NEXT[ahead.channel]} needs a time: {cleaned(ahead.reason, 80)}"
        return (
            who,
            f"{_NEXT[ahead.channel]} {_day_clock(ahead.at, now)}, {cleaned(ahead.reason, 80)}",
        )
    by = next((e.by_name for e in reversed(lead.timeline) if e.kind == "lead.assigned"), "")
    how = f"assigned by {cleaned(by, 40)}" if by else "claimed"
    if lead.first_attempt is not None:
        return who, "answered, nothing planned"
    return who, f"{how} {_clock(lead.claimed or lead.received)}, no touch yet"


def _back_since(lead: Lead) -> Ms | None:
    kinds = ("lead.released", "lead.lease_expired")
    last = next((e for e in reversed(lead.timeline) if e.kind in (*kinds, "lead.claimed")), None)
    return last.at if last is not None and last.kind in kinds else None


def _said_later(lead: Lead, cards: Sequence[RepCard], now: Ms) -> str:
    """`Jonas and Sami said later`; only whose later still runs."""
    names = {card.rep: cleaned(card.name, 40).split(" ")[0] for card in cards}
    who = [names.get(rep, "somebody") for rep, until in lead.passed.items() if until > now]
    if not who:
        return ""
    head = ", ".join(who[:-1])
    return f"{head} and {who[-1]} said later" if head else f"{who[0]} said later"


def heading(leads: Sequence[Lead], moment: Moment) -> tuple[str, str]:
    """`8 unclaimed` and `2 breached, 1 hot`."""
    states = [pool_heat(lead, moment.shown, "").state for lead in leads]
    breached = sum(state in ("over", "red") for state in states)
    hot = states.count("hot")
    parts = [f"{breached} breached"] * bool(breached) + [f"{hot} hot"] * bool(hot)
    count = f"{len(leads)} unclaimed" if leads else "Nobody is unclaimed"
    if moment.stale_at is not None:
        return f"{count} at {_clock(moment.stale_at)}", "not counted since"
    return count, ", ".join(parts) or ("all inside their time" if leads else "")


def hand_note(leads: Sequence[Lead], now: Ms) -> str:
    """`all first touches made; next due Ruth O’Donnell 14:40, Aino`."""
    waiting = sum(lead.first_attempt is None for lead in leads)
    first = "all first touches made" if not waiting else f"{waiting} without a first touch"
    due = [
        (lead.next_touch.at, lead)
        for lead in leads
        if lead.next_touch is not None and not lead.next_touch.needs_time
    ]
    if not due:
        return first
    when, lead = min(due, key=lambda pair: pair[0])
    who = cleaned(lead.person.name, 40) or "somebody"
    owner = cleaned(lead.owner_name, 40).split(" ")[0]
    return f"{first}; next due {who} {_day_clock(when, now)}, {owner}"


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())


def _day_clock(instant: Ms, now: Ms) -> str:
    zone = my_zone()
    if at(instant).astimezone(zone).date() == at(now).astimezone(zone).date():
        return words.clock(at(instant), zone)
    return words.dated(at(instant), zone)
