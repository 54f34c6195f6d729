"""Debian's Chromium: one window with the page, or a running browser that is given one more tab."""

import json
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.processes import Tree, running
from tests.rigs.processes import needs, until
from tests.rigs.session import Session

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--password-store=basic",
    "--window-size=1440,900",
)


@contextmanager
def chromium(session: Session, *arguments: str) -> Iterator[tuple[Tree, Path]]:
    """A fresh browser with an empty profile; yields it and its profile's folder."""
    profile = Path(tempfile.mkdtemp(prefix="chromium-", dir=session.folder))
    command = [needs("chromium", "chromium"), *FLAGS, f"--user-data-dir={profile}", *arguments]
    with running(command, session.env, session.log("chromium")) as tree:
        yield tree, profile
    shutil.rmtree(profile, ignore_errors=True)


class RunningBrowser:
    """A browser with a blank page, driven over its DevTools port."""

    def __init__(self, tree: Tree, port: int) -> None:
        self.tree = tree
        self._at = f"http://127.0.0.1:{port}/json"

    def open_tab(self, url: str) -> tuple[str, float]:
        """The new tab's id and the moment (time.monotonic(), s) just before it was asked for."""
        asked = time.monotonic()
        tab = json.loads(self._ask(f"new?{url}", "PUT"))
        return str(tab["id"]), asked

    def close_tab(self, tab: str) -> None:
        self._ask(f"close/{tab}")
        until(lambda: tab not in {t["id"] for t in self._tabs()}, "the tab is closed")

    def _tabs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._ask("list"))
        return found

    def _ask(self, what: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self._at}/{what}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
        return body


@contextmanager
def running_browser(session: Session) -> Iterator[RunningBrowser]:
    """A browser that has been open for a moment and shows a blank page."""
    with chromium(session, "--remote-debugging-port=0", "about:blank") as (tree, profile):
        told = profile / "DevToolsActivePort"
        until(lambda: told.exists() and told.read_text().strip(), "the browser says its port", 20)
        yield RunningBrowser(tree, int(told.read_text().splitlines()[0]))
