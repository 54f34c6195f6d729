"""What somebody said is kept: as a clue, and as what it implies about where they are and which
channel they want no more of."""

from app.domain import cadence, closing, clue_line, fences, places, reach
from app.domain import commands as c
from app.domain import facts as f
from app.domain import wish as wishes
from app.domain.clue import ClueNote
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused

CLUE_LIFE_MS = 30 * 86_400_000


def heard(lead: Lead, line: str, by: str, by_name: str, now: Ms) -> tuple[Fact, ...]:
    """The facts in `line`, said at `now`: the clue, and what it implies. None for an empty line."""
    if not line.strip():
        return ()
    note = note_of(lead, line, by, by_name, now)
    implied: list[Fact] = []
    for clue in note.clues:
        if clue.kind == "refuse" and clue.text in reach.CHANNELS:
            no = Consent(state="refused", why=f"said so to {by_name}")
            implied.append(f.ConsentChanged(channel=clue.text, consent=no, at=now))
    if (found := places.heard(line[: clue_line.LONGEST])) is not None:
        where = places.moved(lead.where, found)
        implied.append(f.WhereSet(where=where, at=now, by=by, by_name=by_name))
    return (f.ClueKept(note=note), *implied)


def keep(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """A clue at any time. What is planned is planned again, unless a touch is running, nobody has
    tried yet, or the time was set by hand and nothing was said of time."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.KeepClue)
    if not command.text.strip():
        return Refused(code="bad_field", msg="text: an empty clue says nothing.")
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    said = heard(lead, command.text, actor.rep, actor.name, now)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return fences.keeping(lost, *said)
    after = lead
    for fact in said:
        after = evolve(after, fact)
    return (*said, *replanned(lead, after, actor, policy, now))


def replanned(lead: Lead, after: Lead, actor: c.Actor, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """What is planned for `lead` once a clue made it `after`."""
    was = lead.next_touch
    if was is None or lead.on_the_phone(now):
        return ()
    same_law = (after.where, after.consent) == (lead.where, lead.consent)
    note = after.clues[-1]
    if was.pinned and same_law and not wishes.timed(note):
        return ()
    ahead = cadence.anew(after, policy.playbook, now, policy.choose)
    return () if ahead == was else closing.planned_or_closed(after, ahead, actor, now)


def note_of(lead: Lead, line: str, by: str, by_name: str, now: Ms) -> ClueNote:
    """`line` as it is kept: what was said, how it was understood, until when it counts."""
    zone = lead.where.zones[0] if lead.where.zones else None
    clues = clue_line.parse(line, now, zone)
    text = line.strip()[: clue_line.LONGEST]
    return ClueNote(
        text=text,
        clues=clues,
        echo=clue_line.echo(clues, zone) or text,
        by=by,
        by_name=by_name,
        kept=now,
        expires=now + CLUE_LIFE_MS,
    )
