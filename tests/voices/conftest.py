"""The hub every voice is tried on. `hub`: one process for all tests, each of which has teams of its
own; `own_hub`: one that a test may kill, fill or count on. Neither has a deadline that a busy
machine could reach before a test has done what it came for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.builders import DEFAULT
from tests.hub_process import HubProcess

NUMBERS = count(1)
WIDE_S = 600
UNHURRIED = {
    'lease = "120 s"': 'lease = "2 h"',
    'sla = "5 min"\naccept = "60 s"': 'sla = "3 h"\naccept = "2 h"',
    'sla = "1 h"\naccept = "3 min"': 'sla = "3 h"\naccept = "2 h"',
    'repeats = ["8 s", "20 s", "35 s", "50 s"]\n': "",
}
"""Hours for minutes, and each ring sounds once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test waits for has its own limit; this one is for a test that hangs."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(WIDE_S))


def playbook(changed: Mapping[str, str]) -> str:
    """The one that ships, with what is changed in it."""
    text = DEFAULT.read_text(encoding="utf-8")
    for before, after in changed.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


@contextmanager
def hub_with(folder: Path, changed: Mapping[str, str]) -> Iterator[HubProcess]:
    """A hub in `folder` by that playbook; ended at the close, even when it never came up."""
    book = folder / "playbook.toml"
    book.write_text(playbook(changed), encoding="utf-8")
    running = HubProcess(folder / "hub", ("--playbook", str(book)))
    try:
        running.start()
        yield running
    finally:
        running.end()


class OwnTeams(HubProcess):
    """A running hub as one test sees it: `West` is a team nobody else is on."""

    def __init__(self, running: HubProcess) -> None:
        super().__init__(
            running.data, running.arguments, running.port, running.url, running.process
        )
        self._number = next(NUMBERS)

    def invite(self, rep: str, team: str = "West", role: str = "rep") -> str:
        return super().invite(rep, self._own(team), role)

    def source(self, team: str = "West", secret: str = "", kind: str = "web_form") -> str:
        return super().source(self._own(team), secret, kind)

    def _own(self, team: str) -> str:
        return team if team.endswith(" of its own") else f"{team} {self._number} of its own"


@pytest.fixture(scope="session")
def running_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with hub_with(tmp_path_factory.mktemp("voices"), UNHURRIED) as running:
        yield running


@pytest.fixture
def hub(running_hub: HubProcess) -> HubProcess:
    """Teams of this test's own on a hub it must leave as it is."""
    return OwnTeams(running_hub)


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub of this test's own; ended after it."""
    with hub_with(tmp_path, UNHURRIED) as running:
        yield running
