"""What the figures were taken on: processor, memory, versions, date."""

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import psutil

DROP_CACHES = Path("/proc/sys/vm/drop_caches")


def describe() -> dict[str, str]:
    """Label to value, in the order to show."""
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "system": f"{_system()}, Linux {platform.release()}",
        "Python": platform.python_version(),
        "PySide6": version("PySide6"),
        "SQLite": sqlite3.sqlite_version,
        "websockets": version("websockets"),
        "Chromium": _said("chromium", "--version").removeprefix("Chromium ").split(" built")[0],
        "load before (1, 5, 15 min)": load,
    }


def forget_files() -> bool:
    """Empties the page cache: the next start reads from the disk. False where we may not."""
    try:
        os.sync()
        DROP_CACHES.write_text("3")
    except OSError:
        return False
    return True


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return "Linux"


def _said(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        return "not installed"
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, timeout=20
    )
    return done.stdout.strip() or "unknown"
