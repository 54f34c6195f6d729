"""Asks the system which program opens addresses of a scheme. Opens nothing."""

import os
import subprocess
import sys
from pathlib import Path

LIMIT_S = 2.0


def name(scheme: str, env: dict[str, str] | None = None, limit_s: float = LIMIT_S) -> str:
    """The program's name as the system shows it; "" when nothing is registered, or the system does
    not tell within `limit_s`."""
    if sys.platform == "win32":
        return _on_windows(scheme)
    elif sys.platform == "darwin":
        # macOS has no command that tells; `open` itself fails when nothing is registered.
        return "the program chosen in FaceTime’s or Mail’s settings"
    else:
        return _on_linux(scheme, dict(os.environ) if env is None else env, limit_s)


def _on_linux(scheme: str, env: dict[str, str], limit_s: float) -> str:
    try:
        told = subprocess.run(
            ["xdg-mime", "query", "default", f"x-scheme-handler/{scheme}"],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    entry = told.stdout.decode(errors="replace").strip().partition(";")[0]
    return _entry_name(entry, env) if entry.endswith(".desktop") else ""


def _entry_name(entry: str, env: dict[str, str]) -> str:
    """The Name= of a desktop file. "" when the file is gone: xdg-mime names it all the same."""
    home = env.get("XDG_DATA_HOME") or str(Path(env.get("HOME", "/")) / ".local" / "share")
    shared = env.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in [home, *shared.split(":")]:
        # "vendor-app.desktop" may stand as vendor/app.desktop.
        for relative in (entry, entry.replace("-", "/", 1)):
            file = Path(folder) / "applications" / relative
            if file.is_file():
                return _name_in(file.read_text(errors="replace")) or entry
    return ""


def _name_in(text: str) -> str:
    section = text.partition("[Desktop Entry]")[2].partition("\n[")[0]
    for row in section.splitlines():
        key, _, value = row.partition("=")
        if key.strip() == "Name":
            return value.strip()
    return ""


if sys.platform == "win32":
    import winreg

    def _on_windows(scheme: str) -> str:
        choice = (
            rf"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\{scheme}\UserChoice"
        )
        for root, path, value in (
            (winreg.HKEY_CURRENT_USER, choice, "ProgId"),
            (winreg.HKEY_CLASSES_ROOT, scheme, "URL Protocol"),
        ):
            try:
                with winreg.OpenKey(root, path) as key:
                    found, _kind = winreg.QueryValueEx(key, value)
            except OSError:
                continue
            return str(found) or f"the program for {scheme}:"
        return ""
