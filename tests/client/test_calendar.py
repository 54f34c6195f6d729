"""The calendar at the desk: when it is read, what is kept, and what is said of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.ids import Ms, at
from app.domain.rep_times import Busy
from client.calendar import EVERY_MS, STALE_MS, Calendar
from client.hooks import CalendarState
from client.ports import SecretsUnavailable
from tests.client.calendar_server import CalendarServer, serving
from tests.fakes import FakeClock, FakeSecrets
from tests.rigs.processes import soon

SECRET = "/private-3f9c/basic.ics"


def ics(*starts: str) -> bytes:
    entries = "".join(
        f"BEGIN:VEVENT\nUID:{start}\nSUMMARY:Talk\nDTSTART:{start}\nDURATION:PT30M\nEND:VEVENT\n"
        for start in starts
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\n{entries}END:VCALENDAR\n".encode()


class Bench:
    def __init__(self, server: CalendarServer | None = None) -> None:
        self.clock, self.secrets = FakeClock(), FakeSecrets()
        self.server = server
        self.states: list[CalendarState] = []
        self.spans: list[tuple[Busy, ...]] = []
        self.until: Ms = 0
        self.calendar = self.make()

    def make(self) -> Calendar:
        return Calendar(
            secrets=self.secrets,
            key="desk#calendar",
            clock=self.clock,
            now=self.clock.wall,
            zone=lambda: ZoneInfo("Europe/Helsinki"),
            changed=self.states.append,
            read=self._read,
            context=self.server.context if self.server else None,
        )

    def _read(self, spans: tuple[Busy, ...], until: Ms) -> None:
        self.spans.append(spans)
        self.until = until

    async def use(self, source: object) -> None:
        self.calendar.set(str(source))
        await self.calendar.look()

    async def later(self, ms: int) -> None:
        self.clock.forward(ms)
        await self.calendar.look()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    with serving(tmp_path) as server:
        yield Bench(server)


async def test_a_calendar_is_read_told_and_kept_with_the_token(bench: Bench) -> None:
    server = bench.server
    assert server is not None
    server.body = ics("20261123T090000Z", "20261124T090000Z")
    await bench.use(server.url + SECRET)
    assert bench.calendar.state == CalendarState(
        source="https://127.0.0.1/…", read_at=bench.clock.wall(), meetings=2
    )
    assert [at(busy.start).day for busy in bench.spans[-1]] == [23, 24]
    assert at(bench.until) - at(bench.clock.wall()) > timedelta(days=27)
    assert bench.secrets.tokens == {"desk#calendar": server.url + SECRET}
    assert "3f9c" not in repr(bench.states)
    assert bench.calendar.label == "127.0.0.1"


async def test_titles_stay_in_this_memory(bench: Bench) -> None:
    assert bench.server is not None
    bench.server.body = ics("20261123T090000Z")
    await bench.use(bench.server.url + SECRET)
    assert [busy.title for busy in bench.calendar.meetings or ()] == ["Talk"]
    assert [busy.title for busy in bench.spans[-1]] == [""]


async def test_after_a_restart_it_is_read_from_where_it_was(bench: Bench) -> None:
    assert bench.server is not None
    bench.server.body = ics("20261123T090000Z")
    await bench.use(bench.server.url + SECRET)
    again = bench.make()
    await again.look()
    assert again.state.meetings == 1 and len(again.meetings or ()) == 1


async def test_an_address_is_asked_every_quarter_of_an_hour_and_read_when_it_changed(
    bench: Bench,
) -> None:
    server = bench.server
    assert server is not None
    server.body = ics("20261123T090000Z")
    await bench.use(server.url + SECRET)
    await bench.later(EVERY_MS - 1)
    assert len(server.asked) == 1
    await bench.later(1)
    assert len(server.asked) == 2 and len(bench.spans) == 1
    assert bench.calendar.state.read_at == bench.clock.wall()
    server.body, server.tag = ics("20261123T100000Z"), '"2"'
    await bench.later(EVERY_MS)
    assert len(bench.spans) == 2


async def test_the_weeks_ahead_move_on_though_the_calendar_stays(bench: Bench) -> None:
    server = bench.server
    assert server is not None
    server.body = ics("20261220T090000Z")
    await bench.use(server.url + SECRET)
    assert bench.spans == [()]
    for _ in range(2 * 86_400_000 // STALE_MS):
        await bench.later(STALE_MS)
    assert len(bench.spans[-1]) == 1


async def test_a_file_is_read_again_when_it_was_written(tmp_path: Path) -> None:
    bench, path = Bench(), tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z"))
    await bench.use(path)
    assert bench.calendar.state.source == str(path) and bench.calendar.label == "work.ics"
    await bench.later(60_000)
    assert len(bench.spans) == 1
    path.write_bytes(ics("20261123T090000Z", "20261125T090000Z"))
    await bench.later(60_000)
    assert bench.calendar.state.meetings == 2 and len(bench.spans) == 2


async def test_what_was_read_before_still_counts_while_it_cannot_be_read(bench: Bench) -> None:
    server = bench.server
    assert server is not None
    server.body = ics("20261123T090000Z")
    await bench.use(server.url + SECRET)
    server.status, server.tag = 503, ""
    await bench.later(EVERY_MS)
    state = bench.calendar.state
    assert "error 503" in state.wrong and state.meetings == 1
    assert len(bench.calendar.meetings or ()) == 1 and len(bench.spans) == 1
    server.status = 200
    await bench.later(EVERY_MS)
    assert bench.calendar.state.wrong == ""


async def test_a_calendar_of_garbage_clears_nothing(tmp_path: Path) -> None:
    bench, path = Bench(), tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z"))
    await bench.use(path)
    path.write_bytes(b"<html>Sign in</html>")
    await bench.later(60_000)
    assert "not a calendar" in bench.calendar.state.wrong
    assert len(bench.calendar.meetings or ()) == 1 and len(bench.spans) == 1


async def test_entries_left_out_are_counted_in_words(tmp_path: Path) -> None:
    bench, path = Bench(), tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z", "soon"))
    await bench.use(path)
    assert bench.calendar.state.meetings == 1
    assert bench.calendar.state.wrong.endswith("left out: 1.")
    await bench.later(60_000)
    assert bench.calendar.state.wrong.endswith("left out: 1.")


async def test_what_cannot_be_a_calendar_is_refused_and_the_old_one_goes_on(
    tmp_path: Path,
) -> None:
    bench, path = Bench(), tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z"))
    await bench.use(path)
    bench.calendar.set("http://example.com/private-3f9c.ics")
    assert bench.calendar.state.wrong.startswith("This address is not encrypted")
    assert bench.secrets.tokens == {"desk#calendar": str(path)}
    assert bench.calendar.state.meetings == 1


async def test_without_a_calendar_nothing_is_kept_and_nobody_is_busy(tmp_path: Path) -> None:
    bench, path = Bench(), tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z"))
    await bench.use(path)
    await bench.use("")
    assert bench.calendar.state == CalendarState() and bench.spans[-1] == ()
    assert bench.secrets.tokens == {} and bench.calendar.label == ""


async def test_a_locked_keyring_is_told_and_the_calendar_read_all_the_same(bench: Bench) -> None:
    assert bench.server is not None
    bench.server.body = ics("20261123T090000Z")
    bench.secrets.trouble = SecretsUnavailable("Your keyring is locked.")
    await bench.calendar.look()
    assert bench.calendar.state.wrong == "Your keyring is locked."
    await bench.use(bench.server.url + SECRET)
    assert bench.calendar.state.meetings == 1
    assert any("not kept" in state.wrong for state in bench.states)


async def test_asked_for_it_is_read_at_once_though_nothing_changed(bench: Bench) -> None:
    server = bench.server
    assert server is not None
    server.body = ics("20261123T090000Z")
    await bench.use(server.url + SECRET)
    bench.calendar.read_now()
    await bench.calendar.look()
    assert len(server.asked) == 2 and "If-None-Match" not in server.asked[-1]


async def test_a_slow_server_holds_up_neither_the_loop_nor_a_second_wish(
    bench: Bench, tmp_path: Path
) -> None:
    server = bench.server
    assert server is not None
    server.endless = True
    bench.calendar.set(server.url + SECRET)
    looking = asyncio.create_task(bench.calendar.look())
    await soon(lambda: server.asked, "the server is asked")
    path = tmp_path / "work.ics"
    path.write_bytes(ics("20261123T090000Z"))
    bench.calendar.set(str(path))
    server.endless = False
    server.close()
    await looking
    await bench.calendar.look()
    assert bench.calendar.state.source == str(path) and bench.calendar.state.meetings == 1
