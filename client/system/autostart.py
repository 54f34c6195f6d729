"""Start at login: one file or registry value of the user's own, on each system's own place."""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

HIDDEN = "--hidden"
LABEL = "app.leadbell.desk"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Autostart(Protocol):
    """All three may raise OSError when the place cannot be written."""

    def enabled(self) -> bool: ...

    def enable(self) -> None: ...

    def disable(self) -> None: ...


def autostart(command: Sequence[str] = ()) -> Autostart:
    """This system's way to start `command` (default: this very program) hidden at login."""
    words = [*(command or own_command()), HIDDEN]
    if sys.platform == "win32":
        return RunKey(words)
    elif sys.platform == "darwin":
        return LaunchAgent(words, Path.home() / "Library" / "LaunchAgents")
    else:
        config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        return DesktopFile(words, Path(config) / "autostart")


def own_command() -> list[str]:
    """What starts this program again, installed, bundled or from its sources."""
    if image := os.environ.get("APPIMAGE"):
        return [image]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "app"]


class DesktopFile:
    """Linux: ~/.config/autostart (Desktop Application Autostart Specification)."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._words = words
        self._file = folder / "leadbell.desktop"

    def enabled(self) -> bool:
        try:
            rows = self._file.read_text().splitlines()
        except OSError:
            return False
        # A desktop's own settings switch it off by these, leaving the file.
        return not {"Hidden=true", "X-GNOME-Autostart-enabled=false"} & set(rows)

    def enable(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        command = " ".join(_quoted(word) for word in self._words)
        self._file.write_text(
            "[Desktop Entry]\nType=Application\nName=Leadbell\nIcon=leadbell\n"
            f"Comment=Rings when a lead arrives\nExec={command}\n"
            "X-GNOME-Autostart-enabled=true\n"
        )

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)


def _quoted(word: str) -> str:
    """One argument of Exec= (Desktop Entry Specification, "The Exec key")."""
    if "\n" in word or "\r" in word:
        raise ValueError("a line break cannot stand in a command")
    word = word.replace("%", "%%")
    if word and not set(word) & set(" \t\"'\\><~|&;$*?#()`"):
        return word
    for sign in '\\"`$':
        word = word.replace(sign, "\\" + sign)
    # The file's own string escapes come on top of the quoting.
    return '"' + word.replace("\\", "\\\\") + '"'


class LaunchAgent:
    """macOS: a property list in ~/Library/LaunchAgents."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._words = words
        self._file = folder / f"{LABEL}.plist"

    def enabled(self) -> bool:
        try:
            told = plistlib.loads(self._file.read_bytes())
        except (OSError, plistlib.InvalidFileException, ValueError):
            return False
        return bool(told.get("RunAtLoad"))

    def enable(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        wanted = {"Label": LABEL, "ProgramArguments": list(self._words), "RunAtLoad": True}
        self._file.write_bytes(plistlib.dumps(wanted))

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)


class RunKey:
    """Windows: a value under the user's Run key."""

    def __init__(self, words: Sequence[str]) -> None:
        self._command = subprocess.list2cmdline(words)

    if sys.platform == "win32":

        def enabled(self) -> bool:
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN) as key:
                    winreg.QueryValueEx(key, "Leadbell")
            except FileNotFoundError:
                return False
            return True

        def enable(self) -> None:
            import winreg

            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN) as key:
                winreg.SetValueEx(key, "Leadbell", 0, winreg.REG_SZ, self._command)

        def disable(self) -> None:
            import winreg

            try:
                with winreg.OpenKey(
                    winreg.HKEY_CURRENT_USER, RUN, access=winreg.KEY_SET_VALUE
                ) as key:
                    winreg.DeleteValue(key, "Leadbell")
            except FileNotFoundError:
                return
