"""An enquiry in the evening, followed through the night to the promised minute of the next morning:
a real hub on a machine whose clock is set to each hour, a real desk, a carrier that counts. The
desk's own clock is days wrong all the while."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk_process import DeskProcess, Said, of
from tests.hub_process import HubProcess
from tests.rigs.processes import until
from tests.voices.answering import AT_ONCE, Office, Person, office, somebody

pytestmark = pytest.mark.real
LONDON = ZoneInfo("Europe/London")
WORKS = {
    "zone": "Europe/London",
    "blocks": [{"day": d, "start": 540, "end": 1080} for d in range(5)],
}
MINUTE = 60_000


def monday() -> datetime:
    """The next Monday but one, so that every hour of it is ahead, at midnight in London. Not one of
    the days around a change of the clocks or a holiday: those are tried where hours are decided."""
    today = datetime.now(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    day = today + timedelta(days=14 - today.weekday())
    while (day.month, day.day) >= (12, 18) or day.month in (1, 4, 5, 8):
        day += timedelta(days=7)
    return day


MONDAY = monday()
TUESDAY = MONDAY + timedelta(days=1)


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def at(day: datetime, clock: str) -> datetime:
    hour, minute, *second = map(int, clock.split(":"))
    return day.replace(hour=hour, minute=minute, second=second[0] if second else 0)


def set_to(hub: HubProcess, moment: datetime) -> None:
    """The hub, on a machine where it is `moment`."""
    if hub.process is not None and hub.process.poll() is None:
        hub.stop()
    ahead = ms(moment) - ms(datetime.now(LONDON))
    hub.program = ("-m", "tests.e2e.at_another_hour", str(ahead))
    hub.start()


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Office]:
    """Monday, eight in the evening."""
    with office(tmp_path / "h", AT_ONCE) as made:
        set_to(made.hub, at(MONDAY, "20:00"))
        yield made


@pytest.fixture
def anna(evening: Office, tmp_path: Path) -> Iterator[DeskProcess]:
    """Works nine to six in London, and has gone home."""
    desk = DeskProcess.start_for(evening.hub, "Anna Berg", tmp_path / "anna")
    try:
        desk.do("set_times", times=WORKS)
        desk.wait(lambda s: len((s.get("times") or {}).get("times", {}).get("blocks", ())) == 5
                  or s.get("do") == "set_times", "her hours are known")  # fmt: skip
        desk.quit()
        desk.end()
        set_to(evening.hub, at(MONDAY, "20:10"))
        yield desk
    finally:
        desk.end()


def asks(work: Office, person: Person) -> str:
    form = person.form(timezone="Europe/London", sms_consent="yes")
    return work.hub.post({**form, "email": "", "message": "Please call me about prices"})


def held(hub: HubProcess) -> int:
    """How many messages wait for their hour."""
    store = f"file:{hub.data}/hub.sqlite?mode=ro"
    with closing(sqlite3.connect(store, uri=True, timeout=60)) as db:
        [(count,)] = db.execute("SELECT count(*) FROM message WHERE state = 'held'")
    return int(count)


def shown(desk: DeskProcess, lead: str) -> Said:
    desk.do("leads")
    told = desk.next(lambda s: s.get("did") == "leads", "its leads")
    (found,) = [each for each in told["leads"] if each["id"] == lead]
    return dict(found)


def test_an_evening_enquiry_is_promised_a_time_once_and_rings_when_it_comes(
    evening: Office, anna: DeskProcess
) -> None:
    work, hub = evening, evening.hub
    jane, late, stops = somebody(), somebody(), somebody()
    lead = asks(work, jane)
    (text,) = until(lambda: work.to(jane), "she is answered at once")
    assert "tomorrow" in text.body
    assert "09:10" in text.body
    # Night: texts are held till eight there.
    set_to(hub, at(MONDAY, "23:30"))
    night, gone = asks(work, late), asks(work, stops)
    until(lambda: held(hub) == 2, "their answers are held")
    assert work.carrier.attempts() == 1, "nothing leaves at night"
    assert work.carrier.text_in(work.inbound(), stops.number, "STOP") == 200
    # Eight: what was held leaves, but for who said stop meanwhile.
    set_to(hub, at(TUESDAY, "08:00:01"))
    (text,) = until(lambda: work.to(late), "what was held leaves")
    assert "09:" in text.body
    assert "tomorrow" not in text.body, "it is read this morning"
    # A minute before the promise: it rings at whoever is there.
    set_to(hub, at(TUESDAY, "09:08:50"))
    anna.start()
    anna.wait(lambda s: s.get("live") is True, "Anna is in")
    rung = anna.wait(lambda s: lead in s.get("ring", {}).get("leads", ()), "the promise rings")
    assert rung["ring"]["at"] < ms(at(TUESDAY, "09:10")), "in time for somebody to have it"
    ours = shown(anna, lead)
    assert ours["next_touch"]["pinned"]
    assert ours["next_touch"]["at"] == ms(at(TUESDAY, "09:10"))
    assert ours.get("first_attempt") is None, "an automatic answer is no attempt"
    assert shown(anna, night)["next_touch"]["pinned"]
    anna.do("claim", lead=lead)
    anna.wait(lambda s: s.get("fact") == "lead.claimed" and of(s) == lead, "she has it")
    # And never again, whatever the hour.
    set_to(hub, at(TUESDAY, "12:00"))
    last = somebody()
    asks(work, last)
    until(lambda: work.to(last), "and who asks then")
    assert [len(work.to(person)) for person in (jane, late, stops)] == [1, 1, 0]
    assert shown(anna, gone)["consent"]["sms"]["state"] == "refused"
