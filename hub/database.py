"""The hub's database: one writer, a few readers, the profile of the engine. No table is known here."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Busy(Exception):
    """The writer's queue is full: try again in a moment."""


class ReadOnly(Exception):
    """The disk is full or not writable: nothing can be recorded until that is mended."""


class DataInUse(Exception):
    """Another hub has this data directory. `str()` is a sentence for the operator."""


class Database:
    def __init__(self, data: Path, url: str = "") -> None:
        """`url` "" is the SQLite file `hub.sqlite` in `data`."""
        self.data = data
        self.url = url
        self.warnings: list[str] = []
        self.read_only = False

    def open(self) -> None:
        """Take `hub.lock`, migrate to head, start the writer. Blocking; raises DataInUse."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish what is queued, then let go. Blocking."""
        raise NotImplementedError

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in the writer inside a savepoint; returns after the commit that contains it."""
        raise NotImplementedError

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one read-only transaction."""
        raise NotImplementedError
