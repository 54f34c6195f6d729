"""Why a lead rings on this desk, or does not. Pure rules; when and how it rings is `alerts.py`."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from app.domain import facts as f
from app.domain.commands import Role
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import NextTouch
from client.mirror import Changed

Why = Literal[
    "new", "again", "assigned", "nudged", "unclaimed", "due", "sla", "reply", "missed", "now"
]
THEIRS = frozenset({"reply", "missed", "now"})
"""They did something: it rings whoever has the lead, or everybody while nobody has."""
TAKERS: frozenset[Role] = frozenset({"rep", "team-lead", "admin"})
LEADERS: frozenset[Role] = frozenset({"team-lead", "admin"})
A_MOMENT_MS = 10_000
"""What they did comes here a little later than they did it."""
UNDONE_MS = 120_000
"""Who has taken words back writes on them: the lead is not rung for at once, but is not forgotten
either."""
WARN_SHARE = 0.8
"""Share of the SLA used at which its owner is warned."""


class Cause(Struct, frozen=True):
    """One reason to ring. `key` is told once on this device, even after a crash (C7)."""

    lead: str
    why: Why
    key: str
    eid: str = ""


class Rules(Struct, frozen=True):
    """Whose desk this is, and the team's playbook."""

    rep: str
    role: Role
    playbook: Playbook

    def takeable(self, lead: Lead, now: Ms) -> bool:
        """In a ringing lane or promised a time, free, not passed by me, and not too soon for this
        person."""
        lane = self.playbook.lanes.get(lead.lane)
        return (
            self.role in TAKERS
            and lane is not None
            and (lane.rings or _promised(lead))
            and lead.grabbable(now)
            and lead.passed.get(self.rep, 0) <= now
            and (lead.not_before or 0) <= now
        )

    def free(self, lead: Lead, now: Ms) -> bool:
        """May I take it, whatever its lane: it is they who want something now."""
        return self.role in TAKERS and lead.grabbable(now) and lead.passed.get(self.rep, 0) <= now

    def mine(self, lead: Lead) -> bool:
        return lead.owner == self.rep and lead.state in ("claimed", "engaged")

    def by_me(self, change: Changed) -> bool:
        """Did this rep do it, here or at another desk?"""
        who = getattr(change.fact, "by", "") or getattr(change.fact, "rep", "")
        return who == self.rep

    def of_fact(self, change: Changed, now: Ms) -> Cause | None:
        """Why `change` rings here now, if it does."""
        lead, fact = change.after, change.fact
        if lead is None or fact is None or lead.state == "closed":
            return None
        found = self._about_mine(lead, fact) if self.mine(lead) else None
        if found is None and self.takeable(lead, now):
            found = self._about_free(lead, fact)
        if found is None and self.free(lead, now):
            found = _about_them(fact)
        if found is None:
            return None
        why, key = found
        return Cause(lead.id, why, key or change.ev.eid, change.ev.eid)

    def waiting(self, lead: Lead, now: Ms) -> Cause | None:
        """Why `lead` as it stands should ring on a desk that has not told of it yet."""
        if lead.state == "closed":
            return None
        if self.mine(lead):
            return self._waiting_of_mine(lead, now) if lead.running() is None else None
        if not self.takeable(lead, now):
            return None
        until = lead.passed.get(self.rep)
        return (
            Cause(lead.id, "new", _new(lead))
            if until is None
            else Cause(lead.id, "again", _later(lead, until))
        )

    def _waiting_of_mine(self, lead: Lead, now: Ms) -> Cause | None:
        upcoming, until = lead.next_touch, lead.passed.get(self.rep, 0)
        due = upcoming is not None and self._rings_at(lead, upcoming) <= now
        if not due and lead.first_attempt is not None:
            return None
        if until and (upcoming is None or upcoming.at <= until):
            # What I put off waits under that word until then, and not as what it was before.
            return Cause(lead.id, "again", _later(lead, until)) if until <= now else None
        given = any(
            line.kind == f.LeadAssigned.k and line.at == lead.claimed and line.by != self.rep
            for line in lead.timeline
        )
        if given and lead.first_attempt is None:
            return Cause(lead.id, "assigned", _given(lead))
        return Cause(lead.id, "due", _due(lead)) if due else None

    def timers(self, lead: Lead, now: Ms) -> Iterator[tuple[Ms, Cause]]:
        """What this desk's own clock must bring up about `lead`, later than `now`."""
        if lead.state == "closed":
            return
        if (until := lead.passed.get(self.rep, 0)) > now:
            yield until, Cause(lead.id, "again", _later(lead, until))
        if self.mine(lead):
            if lead.first_attempt is None and lead.due is not None:
                warn = lead.received + round(WARN_SHARE * (lead.due - lead.received))
                if lead.due > now:
                    yield warn, Cause(lead.id, "sla", f"sla:{lead.id}:{lead.gen}")
            if lead.next_touch is not None and not _as_they_did(lead):
                at = self._rings_at(lead, lead.next_touch)
                yield at, Cause(lead.id, "due", _due(lead))
            return
        if (lead.not_before or 0) > now:
            yield lead.not_before or 0, Cause(lead.id, "new", _new(lead))

    def stands(self, why: str, lead: Lead | None, now: Ms) -> bool:
        """Is there still reason for an alarm that began as `why`?"""
        if lead is None or lead.state == "closed":
            return False
        if why in ("assigned", "sla", "due"):
            if not self.mine(lead) or lead.running() is not None:
                return False
            return why != "sla" or lead.first_attempt is None
        if why in THEIRS:
            return (self.mine(lead) and lead.running() is None) or self.free(lead, now)
        if why in ("nudged", "again") and self.mine(lead):
            return lead.running() is None
        return self.takeable(lead, now)

    def _about_mine(self, lead: Lead, fact: f.Fact) -> tuple[Why, str] | None:
        match fact:
            case f.LeadAssigned(rep=self.rep, by=by) if by != self.rep:
                return "assigned", _given(lead)
            case f.LeadNudged(rep=rep) if rep in ("", self.rep):
                return "nudged", ""
            case f.LeadReenquired():
                return "again", ""
            case f.TouchFellDue(at=at) if not _as_they_did(lead):
                ahead = lead.next_touch
                early = ahead is not None and at < self._rings_at(lead, ahead)
                return None if early else ("due", _due(lead))
        return _about_them(fact)

    def _rings_at(self, lead: Lead, ahead: NextTouch) -> Ms:
        """When a next touch of mine rings: as it falls due, but for one that is due only because I
        took my words back just then."""
        lines = (line for line in reversed(lead.timeline) if line.kind == f.MessageTakenBack.k)
        undone = next((line.at for line in lines if line.by == self.rep), 0)
        at_once = undone - UNDONE_MS <= ahead.at <= undone + A_MOMENT_MS
        return undone + UNDONE_MS if undone and at_once else ahead.at

    def _about_free(self, lead: Lead, fact: f.Fact) -> tuple[Why, str] | None:
        match fact:
            case f.LeadReceived():
                return "new", _new(lead)
            case f.LeadNudged(rep=rep) if rep in ("", self.rep):
                return "nudged", ""
            case f.OfferEnded() if self.role in LEADERS:
                return "unclaimed", ""
            case f.LeadReenquired() | f.LeaseExpired() | f.LeadReleased():
                gone_by_me = isinstance(fact, f.LeadReleased) and fact.by == self.rep
                return None if gone_by_me else ("again", "")
            case f.TouchFellDue() if not _as_they_did(lead):
                return "again", _due(lead)
        return None


def _about_them(fact: f.Fact) -> tuple[Why, str] | None:
    """They wrote, called, or chose on the page. What a machine answers for them rings nobody."""
    match fact:
        case f.TouchStarted(direction="inbound") | f.MessageReceived(away=False, said=""):
            return "reply", ""
        case f.CallMissed():
            return "missed", ""
        case f.GoodTimeAnswered(choice="now"):
            return "now", ""
        case f.GoodTimeAnswered(choice="words"):
            return "reply", ""
    return None


def _as_they_did(lead: Lead) -> bool:
    """Is the next touch due only because they wrote or called just then? That has rung."""
    ahead = lead.next_touch
    return (
        ahead is not None
        and lead.received < lead.asked()
        and ahead.at <= lead.asked() + A_MOMENT_MS
    )


def _promised(lead: Lead) -> bool:
    """Was somebody told when they will be called, and has nobody to do it now?"""
    return lead.first_attempt is not None and lead.next_touch is not None and lead.next_touch.pinned


def _new(lead: Lead) -> str:
    return f"new:{lead.id}"


def _given(lead: Lead) -> str:
    return f"given:{lead.id}:{lead.gen}"


def _later(lead: Lead, until: Ms) -> str:
    return f"later:{lead.id}:{until}"


def _due(lead: Lead) -> str:
    return f"due:{lead.id}:{lead.next_touch.at if lead.next_touch else 0}"
