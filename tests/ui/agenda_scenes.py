"""Days of the agenda, lifelike: as it is drawn, with a plan to accept, offline, after a leave, and
more crowded than any day should be."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from app.domain import facts as f
from app.domain.clue import Clue, ClueNote
from app.domain.ids import Ms
from app.domain.lead import Entry, Lead
from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.domain.touch import Channel, Disposition, Factor, NextTouch, Option
from app.protocol.messages import RepCard, Times
from client.hooks import LinkState
from tests.ui.scenes import (
    AINO,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    FakeDesk,
    armed,
    called,
    claimed,
    lead,
)

WEEK = range(5)
SHIFT = tuple(
    Block(day=day, start=start, end=end) for day in WEEK for start, end in ((600, 720), (765, 1110))
)
"""Ten to half past six with three quarters of an hour for lunch."""
HELSINKI = RepTimes(zone="Europe/Helsinki", blocks=SHIFT)


def clock(hour: int, minute: int, days: int = 0) -> Ms:
    """A time of day in Helsinki, `days` after Thursday."""
    return NOW - 12 * SECOND + (hour - 14) * HOUR + (minute - 32) * MINUTE + days * DAY


def tried(*when: tuple[Ms, Disposition, Channel]) -> tuple[f.Fact, ...]:
    """Claimed by Aino, then these touches."""
    made: list[f.Fact] = [claimed(AINO, when[0][0] - MINUTE)]
    for number, (at, how, channel) in enumerate(when, start=1):
        touch = f"touch-{number}"
        made.append(called(AINO, at, touch, channel))
        made.append(f.TouchEnded(touch=touch, rep=AINO.rep, rep_name=AINO.name, at=at + 40_000,
                                 disposition=how, channel=channel))  # fmt: skip
    return tuple(made)


def due(
    name: str,
    company: str,
    zone: str,
    ahead: NextTouch,
    *,
    salutation: str = "",
    done: tuple[f.Fact, ...] = (),
    **more: Any,
) -> Lead:
    """One of Aino's with this next touch."""
    facts = (*(done or tried((NOW - DAY, "no_answer", "call"))),
             f.NextTouchSet(next=ahead, at=NOW - HOUR))  # fmt: skip
    return lead(name, "Demo request", company, age=DAY + 2 * HOUR, zone=zone, facts=facts,
                person={"salutation": salutation}, **more)  # fmt: skip


def call(at: Ms, attempt: int, why: str, **more: Any) -> NextTouch:
    return NextTouch(at=at, channel="call", attempt=attempt, of=6, reason=why, **more)


def today() -> tuple[Lead, ...]:
    """The day of the picture."""
    return (
        due("Ruth O’Donnell", "Liffey Metals", "Europe/Dublin",
            call(clock(14, 40), 2, "Promised: “after the stand-up”", pinned=True)),
        due("Priya Raghunathan", "Ashoka Textiles", "Asia/Kolkata",
            NextTouch(at=clock(15, 10), channel="email", attempt=2, of=6,
                      reason="Second email, one day after the call"),
            done=tried((NOW - DAY, "sent", "email"))),
        due("Ólafur Þórðarson", "Norðurljós Fisk", "Atlantic/Reykjavik",
            call(clock(15, 45), 3, "Reception: “Thursdays, after half one”", ratio=1.9, odds=0.21,
                 factors=(Factor(kind="clue", ratio=1.7,
                                 words="Reception: “Thursdays, after half one”, noted Wed"),
                          Factor(kind="team", words="Your team, Thu 13 to 14", ratio=1.1,
                                 calls=188))),
            done=tried((NOW - 2 * DAY, "no_answer", "call"), (NOW - DAY, "no_answer", "call")),
            salutation="Mr"),
        due("Олена Шевчук", "Дніпро Агро", "Europe/Kyiv",
            call(clock(16, 20), 2, "Opened the price email at 16:15 on Tuesday", ratio=1.3,
                 odds=0.16)),
        due("سمير حداد", "شركة الأرز", "Asia/Beirut",
            call(clock(17, 10), 1, "His form: “after five is fine”", ratio=1.6, odds=0.2),
            salutation="Mr", id="lead-samir"),
        due("Nguyễn Thị Hồng Ánh", "Sông Xanh Co-op", "Asia/Ho_Chi_Minh",
            NextTouch(at=clock(17, 50), channel="sms", attempt=1, of=6,
                      reason="Held to 08:00 their time, 03:00 yours")),
    )  # fmt: skip


def beatriz(**more: Any) -> Lead:
    """After the second follow-up: a plan to accept."""
    clue = ClueNote(
        text="Rui: Tue or Thu after 3",
        clues=(Clue(kind="days", days=(1, 3)), Clue(kind="window", start=900, end=1440)),
        echo="Tue, Thu after 15:00, their time", by=AINO.rep, by_name=AINO.name,
        kept=clock(11, 5, -3), expires=clock(11, 5, 27),
    )  # fmt: skip
    tuesday = (
        Factor(kind="clue", words="Rui: “Tue or Thu after 3”, noted Mon", ratio=1.7),
        Factor(kind="team", words="Your team, Tue 15 to 16", ratio=1.1, calls=212),
        Factor(kind="published", words="Published table, softened", ratio=1.1),
    )
    thursday = (
        Factor(kind="clue", words="Rui: “Tue or Thu after 3”, noted Mon", ratio=1.7),
        Factor(kind="team", words="Your team, Thu 16 to 17", ratio=1.2, calls=240),
        Factor(kind="tries", words="Tried on a Thursday before", ratio=0.9),
    )
    wednesday = (
        Factor(kind="life", words="She was online then, last Thursday", ratio=1.4),
        Factor(kind="team", words="Your team, Wed 12 to 13", ratio=1.1, calls=96),
    )
    options = (
        Option(at=clock(17, 10, 5), ratio=2.1, odds=0.24, factors=tuesday,
               why="Rui at reception: “Tue or Thu after 3”"),
        Option(at=clock(18, 10, 7), ratio=1.8, odds=0.21, factors=thursday,
               why="same clue, and your team’s best hour"),
        Option(at=clock(14, 35, 6), ratio=1.5, odds=0.18, factors=wednesday,
               why="she was online then, last Thursday"),
    )  # fmt: skip
    ahead = call(options[0].at, 4, options[0].why, ratio=2.1, odds=0.24, factors=tuesday,
                 review=True, options=options, earliest=clock(12, 0, 1), **more)  # fmt: skip
    done = tried((clock(11, 10, -3), "no_answer", "call"), (clock(13, 6, -2), "gatekeeper", "call"),
                 (clock(14, 26), "no_answer", "call"))  # fmt: skip
    made = due("Beatriz Nogueira", "Lusitrans", "Europe/Lisbon", ahead, salutation="Ms", done=done)
    signs = tuple(Entry(at=at, kind="lead.reenquired", direction="inbound", text="Read: Pricing")
                  for at in (clock(17, 55, -2),))  # fmt: skip
    # Nothing but these signs: the form's own moment is `received`.
    since = tuple(entry for entry in made.timeline if entry.direction != "inbound")
    where = replace(made.where, country="PT")
    return replace(
        made, clues=(clue,), received=clock(14, 31, -7), where=where, timeline=(*signs, *since)
    )


def later() -> tuple[Lead, ...]:
    """Three days to come."""
    promised = ClueNote(text="9:10 works", clues=(Clue(kind="exact", at=clock(9, 10, 1)),),
                        echo="", by=AINO.rep, by_name=AINO.name, kept=clock(20, 15, -1),
                        expires=clock(9, 10, 2))  # fmt: skip
    first = due("Tanvir Hossain", "Padma Logistics", "Asia/Dhaka",
                call(clock(9, 10, 1), 2, "Promised: “9:10 works”", pinned=True))  # fmt: skip
    days: list[Lead] = [
        replace(first, clues=(promised,)),
        due("Satō Misaki", "Minato", "Asia/Tokyo",
            NextTouch(at=clock(10, 0, 1), channel="email", attempt=2, of=6, reason="Second email")),
    ]  # fmt: skip
    for number, (day, many) in enumerate(((1, 5), (4, 5), (5, 5))):
        for place in range(many):
            at = clock((10 if day < 5 else 17) + place, 20, day)
            days.append(due(_NAMES[(number * 5 + place) % len(_NAMES)], "Kestrel", "Europe/Oslo",
                            call(at, 3, "No answer, one working day later"),
                            id=f"lead-later-{number}-{place}"))  # fmt: skip
    return tuple(days)


_NAMES = ("Ingrid Dahl", "Łukasz Żak", "Zoë Petit", "Siobhán Ní Bhriain", "Andrés Gil",
          "Femke de Vries", "Kofi Mensah", "Aylin Demir")  # fmt: skip


def done_today() -> tuple[Lead, ...]:
    """Nine touches that ended today, of two leads that are closed by now."""
    made = []
    for number, count in enumerate((5, 4)):
        when = tuple((clock(10 + n, 5 + number), "no_answer", "call") for n in range(count))
        over = f.LeadClosed(rep=AINO.rep, rep_name=AINO.name, at=NOW - MINUTE, reason="nurture")
        facts = (*tried(*when), over)  # type: ignore[arg-type]
        made.append(lead(f"Done {number}", "Demo request", "Kestrel", age=DAY, zone="Europe/Oslo",
                         facts=facts, id=f"lead-done-{number}"))  # fmt: skip
    return tuple(made)


def with_times(desk: FakeDesk, **changes: Any) -> FakeDesk:
    """The desk knows my shift, my calendar, and who is on after me."""
    evening = tuple(Block(day=day, start=780, end=1290) for day in WEEK)
    petra = RepTimes(zone="Europe/Helsinki", blocks=evening)
    desk.times = Times(times=replace(HELSINKI, **changes), team={"rep-petra": petra})
    desk.cards = (RepCard(rep="rep-petra", name="Petra Novák", role="rep", state="armed"),)
    desk.meetings = (
        Busy(start=clock(16, 40), end=clock(17, 0), title="QBR"),
        Busy(start=clock(16, 40, 5), end=clock(17, 0, 5), title="1:1"),
    )
    return desk


def as_drawn() -> FakeDesk:
    """The picture: a plan to accept, six to call, a meeting, the end of the shift, three days."""
    return with_times(FakeDesk((beatriz(), *today(), *later(), *done_today())))


def overdue() -> FakeDesk:
    """One that needs a time because the zone is not known, two overdue, two clocks possible."""
    desk = as_drawn()
    nobody = due("Chidinma Eze", "Savanna Retail", "",
                 call(NOW, 2, "Time there not known: say when", needs_time=True))  # fmt: skip
    both = due("Walt Harmon", "Panhandle Freight", "America/New_York",
               call(clock(17, 30), 2, "No answer, 4 h later"))  # fmt: skip
    zones = replace(both.where, zones=("America/New_York", "America/Chicago"), country="US")
    for one in (nobody, replace(both, where=zones)):
        desk.leads[one.id] = one
    for lead_id, at in (("lead-ruth", NOW - 12 * MINUTE), ("lead-priya", NOW - 3 * HOUR)):
        _move(desk, lead_id, at=at)
    return desk


def offline() -> FakeDesk:
    """The link has been down since two; a call was ended meanwhile: its next time is the desk's."""
    desk = as_drawn()
    desk.link = LinkState(state="waiting", since=NOW - 2 * SECOND, text="the hub does not answer",
                          retry_at=NOW + 3_000)  # fmt: skip
    started = called(AINO, NOW - 5 * MINUTE, "touch-9")
    desk.fact("lead-олена", started)
    desk.end_touch("lead-олена", "touch-9", "no_answer")
    desk.provisional["lead-олена"] = call(
        clock(17, 32), 3, "No answer twice, 3 h later", provisional=True
    )
    return desk


def given_up() -> FakeDesk:
    """Five calls in vain: an email may do more, says the plan."""
    desk = as_drawn()
    _move(desk, "lead-priya", reason="Five calls in four parts of the day, nobody reached",
          advice="4 % after five tries in four parts of the day: an email may do more")  # fmt: skip
    return desk


def on_leave() -> FakeDesk:
    """Ten days away, from today on; Petra covers."""
    desk = with_times(FakeDesk((*later(), *done_today())))
    leave = Leave(first="2026-11-19", last="2026-11-29", cover="rep-petra")
    return with_times(desk, leave=(leave,))


def after_leave() -> FakeDesk:
    """Back today: what was due meanwhile is spread over the days after, and says so."""
    desk = with_times(FakeDesk((*today(), *later(), *done_today())))
    for lead_id, held in desk.leads.items():
        if held.next_touch is not None and held.next_touch.channel == "call":
            _move(desk, lead_id, reason="Moved: you were on leave until Wed 18 Nov", ratio=0.0)
    return desk


def crowded(many: int = 60) -> FakeDesk:
    """More touches than a day holds, every seven minutes."""
    leads = [
        due(_NAMES[n % len(_NAMES)], "Kestrel Freight", "Europe/Oslo",
            call(clock(14, 36) + n * 7 * MINUTE, 2, "No answer, one working day later"),
            id=f"lead-crowd-{n}")
        for n in range(many)
    ]  # fmt: skip
    return with_times(FakeDesk(tuple(leads)))


def stale_agenda() -> FakeDesk:
    """The same day, half an hour after the last word of the hub."""
    desk = as_drawn()
    desk.clock = NOW + 30 * MINUTE
    desk.link = LinkState(state="waiting", since=NOW, text="the hub does not answer",
                          retry_at=NOW + 30 * MINUTE + 3_000)  # fmt: skip
    desk.armed_state = armed(desk.clock, broken="link", why="no word from the hub")
    return desk


def _move(desk: FakeDesk, lead_id: str, **changes: Any) -> None:
    held = desk.leads[lead_id]
    assert held.next_touch is not None
    desk.leads[lead_id] = replace(held, next_touch=replace(held.next_touch, **changes))
