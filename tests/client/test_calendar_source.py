"""Calendars from files and from a real https server on this machine."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client import calendar_source
from client.calendar_address import Unreadable, cleaned, label, shown
from client.calendar_source import MOST_BYTES, fetch
from tests.client.calendar_server import CalendarServer, serving

SECRET = "/private-3f9c/basic.ics"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CalendarServer]:
    with serving(tmp_path) as server:
        yield server


def within(seconds: float) -> Callable[[], bool]:
    began = time.monotonic()
    return lambda: time.monotonic() - began < seconds


def go_on() -> bool:
    return True


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "work.ics"
    path.write_bytes(b"one")
    first = fetch(str(path), (), go_on)
    assert first is not None and first.data == b"one"
    assert fetch(str(path), first.mark, go_on) is None
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))
    second = fetch(str(path), first.mark, go_on)
    assert second is not None and second.data == b"two"


def test_a_pipe_a_folder_and_a_file_that_is_gone_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ics")
    for name, said in (("pipe.ics", "not a file"), ("", "not a file"), ("gone.ics", "not there")):
        with pytest.raises(Unreadable, match=said):
            fetch(str(tmp_path / name), (), go_on)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "life.ics"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Unreadable, match=r"life\.ics is larger than 5 MB"):
        fetch(str(path), (), go_on)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.com/a.ics", "https://example.com/a.ics"),
        (" webcal://example.com/a.ics ", "https://example.com/a.ics"),
        ("WEBCALS://example.com/a.ics", "https://example.com/a.ics"),
        ("http://127.0.0.1:8000/a.ics", "http://127.0.0.1:8000/a.ics"),
        ("file:///home/anna/My%20work.ics", "/home/anna/My work.ics"),
        ('"/home/anna/work.ics"', "/home/anna/work.ics"),
    ],
)
def test_what_may_be_a_calendars_address(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.com/a.ics",
        "ftp://example.com/a.ics",
        "https://",
        "https://anna:secret@example.com/a.ics",
        "https://example.com:port/a.ics",
        "https://[::1/a.ics",
        "javascript://x",
    ],
)
def test_what_may_not_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Unreadable) as no:
        cleaned(typed)
    assert "secret" not in str(no.value)


def test_of_an_address_only_the_host_is_ever_shown() -> None:
    assert label(f"https://calendar.example.com{SECRET}?token=1") == "calendar.example.com"
    assert shown(f"https://calendar.example.com{SECRET}") == "https://calendar.example.com/…"
    assert label("/home/anna/work.ics") == "work.ics"
    assert label("") == ""


def test_a_calendar_comes_over_https_and_is_asked_for_again_by_its_mark(
    server: CalendarServer,
) -> None:
    first = fetch(server.url + SECRET, (), go_on, server.context)
    assert first is not None and first.data == server.body
    assert fetch(server.url + SECRET, first.mark, go_on, server.context) is None
    assert server.asked[-1]["If-None-Match"] == '"1"'
    server.tag = '"2"'
    assert fetch(server.url + SECRET, first.mark, go_on, server.context) is not None


def test_a_server_that_gives_no_mark_is_read_each_time(server: CalendarServer) -> None:
    server.tag = ""
    first = fetch(server.url + SECRET, (), go_on, server.context)
    assert first is not None and first.mark == ()
    assert fetch(server.url + SECRET, first.mark, go_on, server.context) is not None


def test_a_certificate_nobody_vouches_for_is_refused(server: CalendarServer) -> None:
    with pytest.raises(Unreadable, match=r"certificate of 127\.0\.0\.1 cannot be trusted"):
        fetch(server.url + SECRET, (), go_on)
    assert server.paths == []


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "http://example.com/a.ics", "ftp://example.com/a", "//user:pw@host/"],
)
def test_it_is_not_led_away_from_https(server: CalendarServer, to: str) -> None:
    server.redirects = {SECRET: to}
    with pytest.raises(Unreadable, match=r"not encrypted|without a password|no calendar can be"):
        fetch(server.url + SECRET, (), go_on, server.context)
    assert server.paths == [SECRET]


def test_it_is_not_led_from_https_to_what_listens_on_this_machine(server: CalendarServer) -> None:
    with serving() as plain:
        server.redirects = {SECRET: f"{plain.url}/metrics"}
        with pytest.raises(Unreadable, match="not encrypted"):
            fetch(server.url + SECRET, (), go_on, server.context)
        assert plain.paths == []


def test_it_follows_to_another_https_address_and_not_round_in_circles(
    server: CalendarServer,
) -> None:
    server.redirects = {"/old": f"{server.url}/new", "/a": "/b", "/b": "/a"}
    assert fetch(server.url + "/old", (), go_on, server.context) is not None
    with pytest.raises(Unreadable, match="round in circles"):
        fetch(server.url + "/a", (), go_on, server.context)
    assert len(server.paths) < 12


@pytest.mark.parametrize(
    ("status", "said"), [(401, "private address"), (404, "no calendar"), (500, "error 500")]
)
def test_a_server_that_refuses_is_told_with_its_host_alone(
    server: CalendarServer, status: int, said: str
) -> None:
    server.status, server.tag = status, ""
    with pytest.raises(Unreadable, match=said) as no:
        fetch(server.url + SECRET, (), go_on, server.context)
    assert "127.0.0.1" in str(no.value) and "3f9c" not in str(no.value)


def test_a_server_that_never_ends_is_left_when_the_time_is_over(server: CalendarServer) -> None:
    server.endless = True
    with pytest.raises(Unreadable, match="takes too long"):
        fetch(server.url + SECRET, (), within(0.5), server.context)


def test_an_answer_larger_than_five_megabytes_is_not_taken(server: CalendarServer) -> None:
    server.body = b" " * (MOST_BYTES + 1)
    with pytest.raises(Unreadable, match="larger than 5 MB"):
        fetch(server.url + SECRET, (), go_on, server.context)


def test_nobody_at_the_address_is_told() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, so that nobody else comes to listen there
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}{SECRET}"
        with pytest.raises(Unreadable, match=r"127\.0\.0\.1 cannot be reached"):
            fetch(address, (), go_on)


def test_the_opener_knows_no_other_protocol() -> None:
    opener = calendar_source._opener(None, "example.com")
    assert opener.open("file:///etc/passwd") is None
