"""A registered handler for tel:, sms: and mailto: that writes down what it is handed."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.rigs.processes import PATIENCE_S, needs, soon, until
from tests.rigs.session import Session

ENTRY = """[Desktop Entry]
Type=Application
Name={name}
Exec={script} %u
NoDisplay=true
MimeType={types}
"""
SCRIPT = """#!/bin/sh
# One line for each call: all arguments, as they came.
printf '%s\\n' "$*" >> "{handed}"
"""


@dataclass(frozen=True)
class Handed:
    """What the registered handler was given, in the order of its starts."""

    path: Path

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def wait(self, count: int = 1, seconds: float = PATIENCE_S) -> list[str]:
        until(lambda: len(self.lines()) >= count, f"{count} handed over", seconds)
        return self.lines()

    async def soon(self, count: int = 1, seconds: float = PATIENCE_S) -> list[str]:
        await soon(lambda: len(self.lines()) >= count, f"{count} handed over", seconds)
        return self.lines()


def registered(
    session: Session, *schemes: str, name: str = "Test phone", entry: str = "leadbell-test"
) -> Handed:
    """Registers the handler for `schemes` in this session by the system's own means."""
    xdg_mime = needs("xdg-mime", "xdg-utils")
    folder = session.data / "applications"
    folder.mkdir(parents=True, exist_ok=True)
    script, handed = session.folder / f"{entry}.sh", session.folder / f"{entry}.handed"
    script.write_text(SCRIPT.format(handed=handed))
    script.chmod(0o700)
    types = [f"x-scheme-handler/{scheme}" for scheme in schemes]
    desktop = folder / f"{entry}.desktop"
    desktop.write_text(ENTRY.format(name=name, script=script, types=";".join(types) + ";"))
    subprocess.run(
        [needs("update-desktop-database", "desktop-file-utils"), str(folder)],
        env=session.env,
        check=True,
        timeout=60,
    )
    subprocess.run(
        [xdg_mime, "default", desktop.name, *types], env=session.env, check=True, timeout=60
    )
    return Handed(handed)
