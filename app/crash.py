"""The last border: what nobody expected is written down with its trace, and the user is told in one
sentence. Nothing of a lead is written: frames name files, lines and functions, never values."""

import contextlib
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

KEPT_BYTES = 512 * 1024
SENTENCE = "Something went wrong inside Leadbell. It goes on; the details are in crash.log."


class CrashBook:
    """Writes `crash.log` in the profile; `tell` shows the sentence (set once a window exists)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "crash.log"
        self.tell: Callable[[str], None] = lambda _text: None

    def install(self) -> None:
        """Hear of everything uncaught: main thread, other threads, unraisables."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.report(args.exc_value)
        sys.unraisablehook = lambda args: self.report(args.exc_value)

    def report(self, wrong: BaseException | None) -> None:
        """One uncaught error, once."""
        if wrong is None or isinstance(wrong, (KeyboardInterrupt, SystemExit)):
            return
        # A message may quote what a lead wrote, so the type and the frames have to do.
        frames = "".join(
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}\n"
            for frame in traceback.extract_tb(wrong.__traceback__)
        )
        line = f"{type(wrong).__module__}.{type(wrong).__qualname__}\n{frames}"
        with contextlib.suppress(OSError):
            self._write(line)
        sys.stderr.write(line)
        with contextlib.suppress(Exception):
            self.tell(SENTENCE)

    def loop_handler(self, _loop: Any, context: dict[str, Any]) -> None:
        """For `loop.set_exception_handler`."""
        self.report(context.get("exception"))

    def _write(self, line: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size > KEPT_BYTES:
            self.path.replace(self.path.with_suffix(".old"))
        with self.path.open("a", encoding="utf-8") as book:
            book.write(line)

    def _hook(
        self, _kind: type[BaseException], wrong: BaseException, _trace: TracebackType | None
    ) -> None:
        self.report(wrong)
