"""A hub on a real SQLite file, for every test its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hub.builders import Hub, hub_at


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with hub_at(tmp_path / "data") as made:
        yield made
