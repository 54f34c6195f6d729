"""A program under measurement with all its children: its memory, its work, and its end."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

MB = 1_000_000


class Tree:
    """One started process and everything it started in turn."""

    def __init__(self, process: "subprocess.Popen[bytes]", born: float) -> None:
        self.process = process
        self.born = born
        """time.monotonic() just before the start, in seconds."""

    def members(self) -> list[psutil.Process]:
        """Alive now, the first one first."""
        try:
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def pss(self) -> float:
        """Proportional set size of all of them in MB: shared pages are counted once."""
        return sum(_pss(member.pid) for member in self.members()) / MB

    def busy(self) -> float:
        """Processor seconds used so far by those alive."""
        total = 0.0
        for member in self.members():
            with suppress(psutil.Error):
                times = member.cpu_times()
                total += times.user + times.system
        return total

    def busy_share(self, seconds: float) -> float:
        """Percent of one core used over the next `seconds`."""
        before, start = self.busy(), time.monotonic()
        time.sleep(seconds)
        return 100 * (self.busy() - before) / (time.monotonic() - start)

    def end(self) -> None:
        """All of them: politely, after three seconds not."""
        members = self.members()
        for member in members:
            with suppress(psutil.Error):
                member.terminate()
        _, left = psutil.wait_procs(members, timeout=3)
        for member in left:
            with suppress(psutil.Error):
                member.kill()
        self.process.wait(5)


@contextmanager
def running(command: Sequence[str], env: dict[str, str], log: Path) -> Iterator[Tree]:
    """`command` with its children, its output in `log`; all ended at the close."""
    with log.open("ab") as output:
        born = time.monotonic()
        process = subprocess.Popen(
            list(command), env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    tree = Tree(process, born)
    try:
        yield tree
    finally:
        tree.end()


def _pss(pid: int) -> int:
    """Bytes; 0 for a process that has just gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    kib = (line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))
    return sum(int(value) for value in kib) * 1024
