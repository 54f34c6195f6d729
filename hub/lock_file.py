"""`hub.lock`: one hub to a data directory. The system holds it, so a crash lets go of it."""

import os
import sys
from pathlib import Path


class DataInUse(Exception):
    """Another hub has this data directory. `str()` is a sentence for the operator."""


class LockFile:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self) -> None:
        """Raises DataInUse, naming the holder's process id."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
        except OSError:
            holder = (
                os.pread(file, 20, 1).decode(errors="replace").strip() if os.name == "posix" else ""
            )
            os.close(file)
            who = f" (process {holder})" if holder.isdigit() else ""
            raise DataInUse(
                f"Another hub{who} already serves {self.path.parent}. "
                "Stop it first, or give this one its own --data directory."
            ) from None
        os.ftruncate(file, 0)
        os.write(file, f" {os.getpid()}\n".encode())
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
