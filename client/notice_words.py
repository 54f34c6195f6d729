"""What a notification says: who, from where, what they read, with what, how long ago and why it
rings. Plain text; the backend escapes it."""

from app.domain import facts as f
from app.domain import hours, reach
from app.domain.ids import Ms, at
from app.domain.lead import Entry, Lead
from app.domain.permission import may_touch
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from client.countdown import age, clock, left
from client.hooks import Ring
from client.ports import ActionKey, Notice
from client.ring_rules import THEIRS

MOST = 200
CALL: tuple[ActionKey, str] = ("claim-call", "Claim & call")
READ: tuple[ActionKey, str] = ("claim-call", "Claim & read")
MINE: tuple[ActionKey, str] = ("claim-call", "Call")
BACK: tuple[ActionKey, str] = ("claim-call", "Call back")
SMS: tuple[ActionKey, str] = ("sms", "SMS")
EMAIL: tuple[ActionKey, str] = ("email", "Email")
LATER: tuple[ActionKey, str] = ("later", "Later")
DEFAULT: tuple[ActionKey, str] = ("default", "Open")
HEADINGS = {
    "assigned": "Given to you",
    "nudged": "Your team lead asks",
    "unclaimed": "Nobody has claimed",
    "due": "Due now",
    "sla": "Little time left",
}
ANSWER: dict[Channel, str] = {
    "call": "Call them now.",
    "sms": "Answer by SMS now.",
    "email": "Answer by email now.",
}
AGAIN = {
    f.LeadReenquired.k: "Asked again",
    f.LeaseExpired.k: "Free again",
    f.LeadReleased.k: "Free again",
    f.LeadPassed.k: "You said later",
}
"""Why it rings again, by the newest of these in its timeline."""
DID: dict[str, tuple[str, ...]] = {
    "reply": (f.MessageReceived.k, f.TouchStarted.k, f.GoodTimeAnswered.k),
    "missed": (f.CallMissed.k,),
    "now": (f.GoodTimeAnswered.k,),
}
"""What they did, by why it rings (`ring_rules.THEIRS`)."""
_CHOSEN = ("now", "time", "email", "stop")
"""What the timeline says of a choice on the page that came without words."""


def of_lead(
    ring: Ring, lead: Lead, playbook: Playbook, team: str, now: Ms, *, private: bool
) -> Notice:
    """One lead's notification, keyed by its id so that it is replaced in place."""
    if private:
        return Notice(
            key=lead.id,
            title=f"Lead for {team}",
            body=_nameless(lead, playbook, now),
            actions=(DEFAULT,),
            urgent=ring.urgent,
        )
    person = lead.person
    who = ", ".join(part for part in (person.name, person.company) if part)
    who = who or person.email or person.phone or "A new lead"
    if ring.why in THEIRS:
        who, said = _did(ring, lead, who)
        lines = (said, _from(lead, now), _with(lead, now), _then(ring, lead, playbook, now))
    else:
        lines = (_from(lead, now), _read(lead), _with(lead, now), _why(ring, lead, playbook))
    return Notice(
        key=lead.id,
        title=_cut(who).lstrip("-"),
        body="\n".join(_cut(line) for line in lines if line),
        actions=_actions(lead, playbook, back=ring.why in ("missed", "now")),
        urgent=ring.urgent,
    )


def of_several(
    ring: Ring, leads: list[Lead], playbook: Playbook, team: str, now: Ms, *, private: bool
) -> Notice:
    """One notification for a burst, hottest first."""
    title = f"{len(leads)} leads for {team}"
    if private:
        body = _nameless(leads[0], playbook, now)
    else:
        named = (
            f"{lead.person.name or lead.source.name}, {left(lead, now) or age(lead.received, now)}"
            for lead in leads[:3]
        )
        more = f"\nand {len(leads) - 3} more" if len(leads) > 3 else ""
        body = "\n".join(_cut(line) for line in named) + more
    return Notice(key=ring.id, title=title, body=body, actions=(DEFAULT,), urgent=ring.urgent)


def _nameless(lead: Lead, playbook: Playbook, now: Ms) -> str:
    """Rank, lane and age, and how long is left: nothing that names or describes anybody."""
    said = (f"{lead.rank}, {_lane(lead, playbook)}", age(lead.received, now), left(lead, now))
    return ", ".join(part for part in said if part) + "."


def theirs(why: str, lead: Lead) -> Entry | None:
    """The newest thing they did of the kind that rings as `why`; None for any other reason."""
    kinds = DID.get(why, ())
    for entry in reversed(lead.timeline):
        if entry.kind not in kinds or entry.direction != "inbound":
            continue
        wordless = entry.kind == f.GoodTimeAnswered.k and entry.text in _CHOSEN
        if why != "reply" or not wordless:
            return entry
    return None


def _did(ring: Ring, lead: Lead, who: str) -> tuple[str, str]:
    """What they did, as a title, and in which words."""
    last = theirs(ring.why, lead)
    if ring.why == "missed":
        return f"{who} called you" + (f" {_when(lead, last.at)}" if last is not None else ""), ""
    if ring.why == "now":
        return f"{who} asks: call me now", ""
    said = " ".join(last.text.split()) if last is not None else ""
    return f"{who} replied", f"“{said}”" if said else ""


def _when(lead: Lead, then: Ms) -> str:
    zones = hours.zones(lead.where)
    return f"{at(then).astimezone(zones[0]):%H:%M} their time" if zones else f"{clock(then)} yours"


def _then(ring: Ring, lead: Lead, playbook: Playbook, now: Ms) -> str:
    """What to do about it: answer the way they came, else as planned, or why neither may be now."""
    done, ahead = theirs(ring.why, lead), lead.next_touch
    came: Channel | None = "call" if ring.why == "now" else done.channel if done else None
    ways = [way for way in (came, ahead.channel if ahead is not None else None) if way is not None]
    refused = ""
    for way in ways:
        no = may_touch(lead, way, playbook, now)
        if no is None:
            return ANSWER[way]
        refused = refused or no.msg
    return refused


def practice(ring: Ring) -> Notice:
    return Notice(
        key=ring.id,
        title="Practice ring",
        body="This is how a lead sounds here. Nobody is contacted.",
        actions=(CALL, SMS, EMAIL, LATER, DEFAULT),
        urgent=True,
    )


def _from(lead: Lead, now: Ms) -> str:
    since = "opted in" if lead.opted_in is not None else "arrived"
    then = lead.opted_in if lead.opted_in is not None else lead.received
    clock_left = left(lead, now)
    return f"{lead.source.name}, {since} {age(then, now)}." + (
        f" {clock_left}." if clock_left else ""
    )


def _read(lead: Lead) -> str:
    return f"Read: {', '.join(lead.person.content[:3])}." if lead.person.content else ""


def _with(lead: Lead, now: Ms) -> str:
    zones = hours.zones(lead.where)
    there = f"{at(now).astimezone(zones[0]):%H:%M} there" if zones else "time there unknown"
    parts = (lead.person.device, f"{there}, {clock(now)} yours")
    return " · ".join(part for part in parts if part) + "."


def _why(ring: Ring, lead: Lead, playbook: Playbook) -> str:
    if ring.why == "due" and lead.next_touch is not None:
        return f"{HEADINGS[ring.why]}: {lead.next_touch.reason}."
    heading = HEADINGS.get(ring.why, _lane(lead, playbook))
    if ring.why == "again":
        said = (AGAIN[line.kind] for line in reversed(lead.timeline) if line.kind in AGAIN)
        heading = next(said, heading)
    return f"{heading}: {lead.rank_why}." if lead.rank_why else f"{heading}."


def _actions(
    lead: Lead, playbook: Playbook, *, back: bool = False
) -> tuple[tuple[ActionKey, str], ...]:
    """Only what can be done: a channel without an address, or refused, has no button."""
    mine = lead.state in ("claimed", "engaged")
    lane = playbook.lanes.get(lead.lane)
    calls = reach.usable(lead, "call")
    read = not calls or (lane is not None and lane.first_key == "read")
    mine_call = BACK if back else MINE
    read = read and not (back and calls)  # who is at the phone now is not read about first
    first = ((mine_call,) if calls else ()) if mine else (READ if read else CALL,)
    sms = (SMS,) if reach.usable(lead, "sms") else ()
    email = (EMAIL,) if reach.usable(lead, "email") else ()
    return (*first, *sms, *email, LATER, DEFAULT)


def _lane(lead: Lead, playbook: Playbook) -> str:
    lane = playbook.lanes.get(lead.lane)
    return lane.title if lane is not None else "Lead"


def _cut(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= MOST else flat[: MOST - 1] + "…"
