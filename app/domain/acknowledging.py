"""The automatic answer: whether an enquiry gets one, when, by which channel, and what it promises.

Once for each enquiry, and never after a person has answered. It is no attempt and stops no clock.
Channels and hours as SCHEDULE D4: an SMS wants a mobile number, a yes and a legal hour; else email.
"""

from msgspec import Struct

from app.domain import commands as c
from app.domain import facts as f
from app.domain import hours, permission, reach, standing, steps, time_words, wording
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, LaneName, Lead
from app.domain.message import Written
from app.domain.playbook import AckRule, Playbook
from app.domain.policy import Cover, Decision, Policy
from app.domain.touch import NextTouch
from app.domain.wording import Chosen, Pen

MINUTE = 60_000
SETTLING_IN = 5 * MINUTE
"""After a shift begins, before the first promised call."""
GRID = 10 * MINUTE
"""Promised times are those a person would say, and as many a cell as the reps there can call."""
MOST_CELLS = 1_000
QUIET = "quiet hours there"
PROMISED = "Promised by our automatic answer"
CALLED_US = "missed_call"
"""Source kind: whoever called us may be told by SMS that we heard it."""


class _Way(Struct, frozen=True, kw_only=True):
    channel: Written
    goes: Ms
    held_why: str = ""


# ---- when ------------------------------------------------------------------------------------


def due_at(kind: str, lane: LaneName, test: bool, policy: Policy, at: Ms) -> Ms | None:
    """When an enquiry made at `at` is answered automatically, unless a person does it before."""
    rule = _rule(kind, lane, policy.playbook)
    if rule is None or test or not policy.gateways & {"sms", "email"}:
        return None
    wait = rule.after
    if rule.nobody is not None and rule.nobody != wait and not policy.cover().here:
        wait = rule.nobody if wait is None else min(wait, rule.nobody)
    return None if wait is None else at + wait * 1000


def waits(lead: Lead) -> bool:
    """Is it a person's turn? Whoever has just claimed it answers; if the lease runs out, we do."""
    return lead.state == "claimed" and lead.lease_until is not None


# ---- what ------------------------------------------------------------------------------------


def answer(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """The automatic answer itself, and the promise in it; or why there is none."""
    command = order.command
    assert isinstance(command, c.Acknowledge)
    if lead.ack_at is None or now < lead.ack_at or lead.state == "closed" or waits(lead):
        return ()
    rule = _rule(lead.source.kind, lead.lane, policy.playbook)
    if rule is None:
        return (f.AckSkipped(at=now, why="the playbook has no automatic answer for it"),)
    why, cover = "no channel that may be used", policy.cover()
    for way in _ways(lead, policy, now):
        said = _words(lead, rule, way, policy, cover)
        if said is not None:
            return _queued(lead, command.message, way, *said, policy, now)
        why = "no words they have not got already"
    return (f.AckSkipped(at=now, why=why),)


def _rule(kind: str, lane: LaneName, book: Playbook) -> AckRule | None:
    """The first that fits."""
    if lane == "needs_mapping":
        return None
    fit = (
        rule
        for rule in book.acks
        if (not rule.source_kinds or kind in rule.source_kinds)
        and (not rule.lanes or lane in rule.lanes)
    )
    return next(fit, None)


def _ways(lead: Lead, policy: Policy, now: Ms) -> list[_Way]:
    """The channels that may be used, the best first: what may leave now before what is held."""
    found: list[_Way] = []
    if _may_text(lead, policy):
        opens = _opens(lead, policy.playbook, now)
        if opens is not None:
            found.append(_Way(channel="sms", goes=opens, held_why=QUIET if opens > now else ""))
    if _usable(lead, "email", policy):
        found.append(_Way(channel="email", goes=now))
    return sorted(found, key=lambda way: way.goes)


def _may_text(lead: Lead, policy: Policy) -> bool:
    said = lead.consent.get("sms", Consent()).state
    yes = said == "allowed" or (said == "unknown" and lead.source.kind == CALLED_US)
    return yes and lead.person.phone_kind == "mobile" and _usable(lead, "sms", policy)


def _usable(lead: Lead, channel: Written, policy: Policy) -> bool:
    if channel not in policy.gateways or permission.may_use(lead, channel) is not None:
        return False
    if not reach.usable(lead, channel):
        return False
    return policy.suppressed is None or not policy.suppressed(channel, reach.address(lead, channel))


def _opens(lead: Lead, book: Playbook, now: Ms) -> Ms | None:
    """From when on an SMS that nobody presses a key for is legal, on every clock it may be."""
    where = hours.careful(lead.where, book.rules)
    return permission.next_allowed(lead, "sms", now, book, where)


def _words(
    lead: Lead, rule: AckRule, way: _Way, policy: Policy, cover: Cover
) -> tuple[Chosen, Ms | None] | None:
    """Words they have not got, with a promise where one can be made and kept. What is held over
    night is read in the morning: "tomorrow" counts from when it leaves."""
    plain, promising = (
        (rule.sms, rule.promise_sms) if way.channel == "sms" else (rule.email, rule.promise_email)
    )
    if promising and not _asked(lead):
        when = promise(lead, cover, policy, way.goes)
        if when is not None:
            chosen = _promising(lead, promising, when, cover, policy, way.goes)
            if chosen is not None:
                return chosen, when
    pen = Pen(team=cover.team, good_time=policy.good_time)
    chosen = wording.of_key(policy.playbook, plain, lead, pen) if plain else None
    return (chosen, None) if _sayable(chosen) and chosen is not None else None


def _promising(
    lead: Lead, key: str, when: Ms, cover: Cover, policy: Policy, read: Ms
) -> Chosen | None:
    zone = hours.zones(lead.where)[0]
    pen = Pen(
        rep=_caller(lead, cover),
        team=cover.team,
        good_time=policy.good_time,
        promise=lambda language: time_words.promised(when, read, zone, language),
    )
    chosen = wording.of_key(policy.playbook, key, lead, pen)
    return chosen if _sayable(chosen) else None


def _sayable(chosen: Chosen | None) -> bool:
    """Nobody looks at it before it leaves: one with a gap in it does not."""
    return chosen is not None and not chosen.words.missing


def _caller(lead: Lead, cover: Cover) -> str:
    """Who will call, where that is sure: the owner if on then, or the only one there is."""
    if lead.owner:
        return cover.names.get(lead.owner, "")
    return next(iter(cover.names.values())) if len(cover.names) == 1 else ""


def _asked(lead: Lead) -> bool:
    """They named a time themselves, or one is promised already."""
    planned = lead.next_touch
    return planned is not None and planned.pinned and not planned.needs_time


# ---- the promise -----------------------------------------------------------------------------


def promise(lead: Lead, cover: Cover, policy: Policy, now: Ms) -> Ms | None:
    """When somebody will call: the first legal time once the next shift has begun, spread so that
    the reps there can keep every promise. None where nobody can say: no shift, no number, no known
    zone."""
    book = policy.playbook
    if cover.at is None or not hours.zones(lead.where) or not reach.usable(lead, "call"):
        return None
    where = hours.careful(lead.where, book.rules)
    room = max(1, len(cover.names) * book.planning.calls_an_hour * GRID // 3_600_000)
    after = max(now, cover.at + SETTLING_IN)
    for _ in range(MOST_CELLS):
        at = permission.next_allowed(lead, "call", -(-after // GRID) * GRID, book, where)
        if at is None or sum(taken // GRID == at // GRID for taken in cover.promised) < room:
            return at
        after = at + 1
    return None


def _queued(
    lead: Lead,
    message: str,
    way: _Way,
    chosen: Chosen,
    when: Ms | None,
    policy: Policy,
    now: Ms,
) -> tuple[Fact, ...]:
    queued = f.MessageQueued(
        message=message,
        channel=way.channel,
        to=reach.address(lead, way.channel),
        text=chosen.words.body,
        at=now,
        goes=way.goes,
        subject=chosen.words.subject,
        template=chosen.template.key,
        variant=chosen.variant,
        language=chosen.language,
        held_why=way.held_why,
        automatic=True,
        promise=when,
    )
    return (queued, *_kept(lead, when, policy, now)) if when is not None else (queued,)


def _kept(lead: Lead, when: Ms, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """What we said is pinned; what they are owed counts from it, and it rings a little before, so
    that somebody has it when the minute comes."""
    book = policy.playbook
    attempt, of = steps.position(lead, book)
    ahead = NextTouch(at=when, channel="call", attempt=attempt, of=of, reason=PROMISED, pinned=True)
    pinned = f.NextTouchSet(next=standing.held(lead, ahead, book), at=now)
    if lead.state != "open" or lead.first_attempt is not None:
        return (pinned,)
    lane = book.lanes[lead.lane]
    rings = max(now, when - (lane.accept or 0) * 1000)
    told = f.LeadPromised(
        at=now,
        when=when,
        due=None if lane.sla is None else when + lane.sla * 1000,
        claim_by=None if lane.accept is None else rings + lane.accept * 1000,
        not_before=rings,
    )
    return (told, pinned)
