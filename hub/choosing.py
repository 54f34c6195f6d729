"""The planner as an act may trust it: whatever it does, what a rep did is recorded. One that fails,
leaves its bounds or takes too long chooses nothing, and the cadence's own time counts."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.domain.bounds import Bounds, Choice, Choose
from app.domain.ids import Ms
from app.domain.lead import Lead
from hub.trouble import without_words

log = structlog.get_logger(__name__)
T = TypeVar("T")
LONGEST_S = 1.0
"""The writer waits for one choice at most this long; a usual one takes some milliseconds."""


class TooSlow(Exception):
    """No choice in time, or the one before is still being made."""


def sound(choose: Choose) -> Choose:
    """`choose`, and None where it raises or names a time that is not open. Only a database's own
    errors pass: after one nothing else in the transaction counts."""

    def chosen(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
        try:
            found = choose(lead, bounds, now)
        except Exception as wrong:
            if _of_database(wrong):
                raise
            log.error("the planner failed", lead=lead.id, **without_words(wrong))
            return None
        if found is None or all(bounds.allow(at) for at in _times(found)):
            return found
        log.error("the planner chose a time that is not open", lead=lead.id)
        return None

    return chosen


class InTime(Generic[T]):
    """Runs one piece of work at a time, each in a thread that can be left behind. The work must
    touch nothing its caller goes on to use."""

    def __init__(self, longest: float = LONGEST_S) -> None:
        """`longest` in seconds."""
        self._longest = longest
        self._left_behind: threading.Thread | None = None

    def __call__(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises. Raises TooSlow when that takes longer than `longest`, and
        at once for as long as one that did is still at it."""
        if self._left_behind is not None and self._left_behind.is_alive():
            raise TooSlow
        made: list[T] = []
        wrong: list[BaseException] = []

        def run() -> None:
            try:
                made.append(work())
            except BaseException as raised:
                wrong.append(raised)

        thread = threading.Thread(target=run, name="hub-choosing", daemon=True)
        thread.start()
        thread.join(self._longest)
        if thread.is_alive():
            self._left_behind = thread
            raise TooSlow
        if wrong:
            raise wrong[0]
        return made[0]


def _times(choice: Choice) -> tuple[Ms, ...]:
    return (choice.at, *(option.at for option in choice.options))


def _of_database(wrong: Exception) -> bool:
    raw = hasattr(wrong, "sqlite_errorcode") or hasattr(wrong, "sqlstate")
    return raw or isinstance(wrong, SQLAlchemyError)
