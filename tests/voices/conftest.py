"""The hub every voice is tried on. `hub`: one process for all tests, each of which has teams of its
own; `own_hub`: one that a test may kill, fill or count on."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.hub_process import HubProcess, hub_in

NUMBERS = count(1)


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
    running = hub_in(tmp_path_factory.mktemp("voices"))
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def hub(running_hub: HubProcess) -> HubProcess:
    """Teams of this test's own on a hub it must leave as it is."""
    return OwnTeams(running_hub)


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub of this test's own; ended after it."""
    running = hub_in(tmp_path)
    try:
        yield running
    finally:
        running.end()
