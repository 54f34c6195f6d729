"""The parts the end-to-end tests run on: a hub and headless desks, each a process of its own. They
start many a program: what they wait for has its own limits, and the whole test a wide one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess
from tests.hub_process import (
    HubProcess,
    hub,  # noqa: F401
)

StartDesk = Callable[..., DeskProcess]
WIDE_S = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(WIDE_S))


@pytest.fixture
def desk_of(hub: HubProcess, tmp_path: Path) -> Iterator[StartDesk]:  # noqa: F811
    """`desk_of(rep, role=...)` starts a live headless desk; all are ended after the test."""
    started: list[DeskProcess] = []

    def start(rep: str, role: str = "rep") -> DeskProcess:
        started.append(DeskProcess.start_for(hub, rep, tmp_path / rep, role=role))
        return started[-1]

    yield start
    for desk in started:
        desk.end()
