"""Leads, facts and orders for every test: sensible unless a test says otherwise. `NOON` is a
Thursday noon in London and in UTC."""

from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain import playbook_file, rules_file
from app.domain.clue import Clue, ClueNote
from app.domain.decide import Policy
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead, Person, Source, Where
from app.domain.playbook import Playbook
from app.domain.rules import Rule
from app.domain.touch import Channel, Disposition

NOON: Ms = 1_795_089_600_000  # 2026-11-19 12:00 UTC
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
LONDON = Where(zones=("Europe/London",), country="GB", confidence="high", source="form field")
NOWHERE = Where()
ANNA = c.Actor(rep="rep-anna", name="Anna Berg", role="rep")
JONAS = c.Actor(rep="rep-jonas", name="Jonas Holm", role="rep")
PETRA = c.Actor(rep="rep-petra", name="Petra Lind", role="team-lead")
ROSTER = {who.rep: who.name for who in (ANNA, JONAS, PETRA)}
DEFAULT = Path(__file__).parent.parent / "resources" / "playbooks" / "default.toml"


@cache
def shipped() -> dict[str, Rule]:
    """The rules that ship. Their public holidays are the hub's work and not in them."""
    folder = DEFAULT.parent.parent / "rules"
    return {
        file.stem: rules_file.load(file.stem, file.read_text(encoding="utf-8"))
        for file in folder.glob("*.toml")
    }


@cache
def _default() -> Playbook:
    return playbook_file.load(DEFAULT.read_text(encoding="utf-8"), shipped())


def a_playbook(**changes: Any) -> Playbook:
    """The playbook that ships, with `changes`."""
    return replace(_default(), **changes)


def a_policy(**changes: Any) -> Policy:
    return Policy(playbook=a_playbook(**changes), roster=ROSTER)


def a_person(**changes: Any) -> Person:
    """Imogen, whom every channel reaches."""
    values: dict[str, Any] = {
        "name": "Imogen Okafor",
        "salutation": "Ms",
        "company": "Kestrel Freight",
        "role": "Head of Payments",
        "place": "Leeds",
        "email": "imogen@kestrel.example",
        "phone": "+447700900142",
        "phone_kind": "mobile",
        "message": "Can you show batch payouts before Friday?",
        "content": ("Pricing", "Webinar: Scaling payments"),
        "device": "Chrome on Windows",
    }
    return Person(**{**values, **changes})


# ---- facts -----------------------------------------------------------------------------------


def received(**changes: Any) -> f.LeadReceived:
    """A demo request in the strike-now lane, with that lane's deadlines counted from its
    arrival."""
    at = changes.get("received", NOON)
    values: dict[str, Any] = {
        "team": "team-1",
        "received": at,
        "source": Source(id="src-demo", name="Book a demo", kind="form"),
        "person": a_person(),
        "where": LONDON,
        "rank": "A",
        "rank_why": "asked for a demo",
        "lane": "strike_now",
        "opted_in": at,
        "due": at + 5 * MINUTE,
        "claim_by": at + MINUTE,
    }
    return f.LeadReceived(**{**values, **changes})


def claimed(by: c.Actor = ANNA, gen: int = 1, at: Ms = NOON, **changes: Any) -> f.LeadClaimed:
    values: dict[str, Any] = {
        "rep": by.rep,
        "rep_name": by.name,
        "gen": gen,
        "at": at,
        "lease_until": at + 120 * SECOND,
    }
    return f.LeadClaimed(**{**values, **changes})


def started(
    touch: str = "touch-1",
    channel: Channel = "call",
    by: c.Actor = ANNA,
    at: Ms = NOON,
    **more: Any,
) -> f.TouchStarted:
    values = {"touch": touch, "channel": channel, "rep": by.rep, "rep_name": by.name, "at": at}
    return f.TouchStarted(**{**values, **more})


def ended(
    touch: str = "touch-1",
    disposition: Disposition = "no_answer",
    by: c.Actor = ANNA,
    at: Ms = NOON,
    **more: Any,
) -> f.TouchEnded:
    values = {
        "touch": touch, "disposition": disposition, "rep": by.rep, "rep_name": by.name, "at": at
    }  # fmt: skip
    return f.TouchEnded(**{**values, **more})


def a_note(*clues: Clue, text: str = "as typed", at: Ms = NOON, **more: Any) -> ClueNote:
    values: dict[str, Any] = {
        "text": text, "clues": clues, "echo": text, "by": ANNA.rep, "by_name": ANNA.name,
        "kept": at, "expires": at + 30 * DAY,
    }  # fmt: skip
    return ClueNote(**{**values, **more})


# ---- leads -----------------------------------------------------------------------------------


def fold(*facts: Fact, lead: Lead | None = None, lead_id: str = "lead-1") -> Lead:
    """The lead that `facts` make, on top of `lead` if there is one."""
    for fact in facts:
        lead = evolve(lead, fact, lead_id)
    assert lead is not None, "no facts, no lead"
    return lead


def a_lead(*facts: Fact, **changes: Any) -> Lead:
    """A fresh open lead; `changes` are fields of its arrival (`person`, `where`, `lane`, ...),
    `facts` what happened to it since."""
    lead_id = changes.pop("id", "lead-1")
    return fold(received(**changes), *facts, lead_id=lead_id)


def tried(
    *dispositions: Disposition,
    channel: Channel = "call",
    first: Ms = NOON,
    apart: Ms = HOUR,
    by: c.Actor = ANNA,
) -> tuple[Fact, ...]:
    """A claim and one ended touch for each of `dispositions`, `apart` from one another."""
    facts: list[Fact] = [claimed(by, at=first)]
    for number, disposition in enumerate(dispositions):
        at, name = first + number * apart, f"touch-{number + 1}"
        facts.append(started(name, channel, by, at))
        facts.append(ended(name, disposition, by, at, channel=channel))
    return tuple(facts)


def an_order(
    command: c.Command, actor: c.Actor = ANNA, gen: int | None = None, not_after: Ms | None = None
) -> c.Order:
    return c.Order(actor=actor, command=command, gen=gen, not_after=not_after)
