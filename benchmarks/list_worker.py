"""The pool's own model, painter and view at work.

`python -m benchmarks.list_worker ROWS INSERTS FRAMES` prints {"insert": [ms], "frame": [ms],
"work": [ms]} as its last line. Needs a display."""

import json
import sys
import time
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from benchmarks.claimant import now_ms
from tests.builders import a_lead
from ui.delegates.lead import LeadDelegate
from ui.fonts import load_fonts
from ui.models.faces import Moment
from ui.models.pool import PoolModel
from ui.theme import Theme
from ui.views.lead_list import LeadList

FRAME_MS = 16
STEP_PX = 39
"""Three quarters of a row each frame: a brisk scroll."""
VISIBLE = 15


class Timed(LeadList):
    """Remembers when it was last painted."""

    painted = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted = time.perf_counter()


class Stage:
    """A shown list with `rows` leads whose time runs out one second after the other."""

    def __init__(self, app: QApplication, rows: int) -> None:
        self._app = app
        self._start: Ms = now_ms()
        self._base = a_lead(received=self._start)
        self.moment = Moment(now=self._start, me="me")
        self.model = PoolModel(self.moment)
        theme = Theme("light")
        theme.apply(app)
        self.view = Timed(theme, self.model, LeadDelegate(theme, self.model), "Pool")
        self.model.reset(self.lead(i * 1_000) for i in range(rows))
        self.view.resize(420, 900)
        self.view.show()
        self._until(lambda: self.view.painted > 0)

    def lead(self, due_in: int) -> Lead:
        """A lead whose promise ends `due_in` ms after an hour from the start."""
        due = self._start + 3_600_000 + due_in
        return replace(self._base, id=new_id(self._start), due=due, claim_by=None)

    def insert(self, count: int) -> list[float]:
        """Milliseconds from a lead's coming to its row painted, at places in sight."""
        took = []
        for i in range(count):
            fresh = self.lead(i % VISIBLE * 1_000 - 500)
            began = time.perf_counter()
            self.model.put(fresh)
            self._until(lambda began=began: self.view.painted > began)  # type: ignore[misc]
            took.append((time.perf_counter() - began) * 1000)
            self.model.drop(fresh.id)
            self._app.processEvents()
        return took

    def scroll(self, count: int) -> tuple[list[float], list[float]]:
        """(ms between paints, ms of work) of `count` frames; all ages tick each second."""
        bar, done = self.view.verticalScrollBar(), QEventLoop()
        between: list[float] = []
        work: list[float] = []
        ticked = time.monotonic()
        asked = last = 0.0

        def frame() -> None:
            nonlocal asked, last, ticked
            # Qt paints after this returns, so a frame is looked at when the next is asked for.
            if asked and self.view.painted > asked:
                if last:
                    between.append((self.view.painted - last) * 1000)
                    work.append((self.view.painted - asked) * 1000)
                last = self.view.painted
            if len(between) >= count:
                done.quit()
            if time.monotonic() - ticked >= 1:
                ticked += 1
                self.moment.now = now_ms()
                self.view.tick()
            asked = time.perf_counter()
            bar.setValue(bar.value() + STEP_PX)

        timer = QTimer(timerType=Qt.TimerType.PreciseTimer)  # type: ignore[call-overload]
        timer.setInterval(FRAME_MS)
        timer.timeout.connect(frame)
        timer.start()
        done.exec()
        timer.stop()
        return between, work

    def _until(self, seen: Callable[[], bool]) -> None:
        clock = QElapsedTimer()
        clock.start()
        while not seen():
            self._app.processEvents()
            if clock.hasExpired(10_000):
                raise TimeoutError("nothing was painted for ten seconds")


def main() -> None:
    rows, inserts, frames = (int(word) for word in sys.argv[1:4])
    app = QApplication([])
    load_fonts()
    stage = Stage(app, rows)
    stage.insert(20)
    inserted = stage.insert(inserts)
    between, work = stage.scroll(frames)
    print(json.dumps({"insert": inserted, "frame": between, "work": work}))


if __name__ == "__main__":
    main()
