"""Two real notification daemons: xfce4-notifyd (real buttons) and dunst (counts and history)."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rigs.processes import needs, started, until
from tests.rigs.screen import Screen, Window

XFCE = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd"
XFCONFD = "/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd"
NAME = "org.freedesktop.Notifications"

# Buttons are found on the screen by this colour: the daemon draws them, X knows nothing of them.
BUTTON = (47, 111, 237)
CSS = "#XfceNotifyWindow button {{ background: rgb{0}; border-color: rgb{0}; color: white; }}\n"

DUNSTRC = """[global]
font = Sans 10
width = 400
offset = 16x16
origin = top-right
notification_limit = 20
idle_threshold = 0
markup = {markup}
dmenu = {menu}
mouse_left_click = do_action
mouse_middle_click = close_current
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
"""
MENU = """#!/bin/sh
# Answers dunst's menu with the line that holds the word in the file beside.
grep -F -- "$(cat "{choice}")" | head -n 1
"""


@dataclass
class Daemon:
    """A running notification daemon."""

    screen: Screen
    process: "subprocess.Popen[bytes]"

    def freeze(self) -> None:
        """It keeps its name on the bus and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def die(self) -> None:
        self.process.kill()
        self.process.wait()


class Xfce(Daemon):
    """xfce4-notifyd: each notification is a window with real buttons."""

    def mute(self, muted: bool) -> None:
        """Its do-not-disturb; needs `xfconfd` running."""
        to = [needs("xfconf-query", "xfconf"), "-c", "xfce4-notifyd", "-p", "/do-not-disturb"]
        self.screen.run(*to, "-n", "-t", "bool", "-s", "true" if muted else "false")

    def shown(self) -> list[Window]:
        """The notifications on the screen, oldest first."""
        found = self.screen.windows(class_name="^[Xx]fce4-notifyd$")
        return [window for window in found if window.width > 100]

    def buttons(self, window: Window) -> list[tuple[int, int]]:
        """Screen positions of the middles of a notification's buttons, left to right."""
        # Where it stands by now: it may have grown, or made room for another, since it was seen.
        window = next((one for one in self.shown() if one.id == window.id), window)
        width, height, rgb = self.screen.pixels(window)
        wanted = bytes(BUTTON)
        rows = [rgb[y * width * 3 : (y + 1) * width * 3] for y in range(height)]
        hits = [[x for x in range(width) if row[x * 3 : x * 3 + 3] == wanted] for row in rows]
        lines = [y for y, xs in enumerate(hits) if len(xs) > 20]
        if not lines:
            return []
        # The lowest full line of the button faces: no letters there to break a run.
        runs = _runs(hits[lines[-1]])
        y = (lines[0] + lines[-1]) // 2
        return [(window.x + (a + b) // 2, window.y + y) for a, b in runs if b - a > 20]

    def press(self, window: Window, button: int) -> None:
        """A real click on button number `button` (from 0) of that notification."""
        places = until(lambda: self.buttons(window), "the notification draws its buttons")
        self.screen.click(*places[button])
        self.screen.park()  # a notification under the pointer stays open


def _runs(xs: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x in xs:
        if runs and x == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], x)
        else:
            runs.append((x, x))
    return runs


class Dunst(Daemon):
    """dunst: counts, history and its pause; its buttons are a menu program."""

    choice: Path

    def ctl(self, *words: str) -> str:
        return self.screen.run(needs("dunstctl", "dunst"), *words).decode().strip()

    def displayed(self) -> int:
        return int(self.ctl("count", "displayed"))

    def history(self) -> list[dict[str, Any]]:
        """Notifications that are gone, newest first: {"id", "summary", "body", "appname", ...}."""
        rows = json.loads(self.ctl("history"))["data"][0]
        return [{name: cell["data"] for name, cell in row.items()} for row in rows]

    def pause(self, paused: bool) -> None:
        self.ctl("set-paused", "true" if paused else "false")

    def choose(self, label: str) -> None:
        """Opens the menu of actions and picks the first line holding `label`.

        Lines read "#LABEL (SUMMARY) [ID,APP]"."""
        self.choice.write_text(label)
        self.ctl("context")


@contextmanager
def xfce4_notifyd(screen: Screen) -> Iterator[Xfce]:
    program = needs(XFCE, "xfce4-notifyd")
    style = screen.session.config / "gtk-3.0" / "gtk.css"
    style.parent.mkdir(parents=True, exist_ok=True)
    style.write_text(CSS.format(BUTTON))
    log = screen.session.log("xfce4-notifyd")
    with started([program], screen.session.env, log) as process:
        _wait_for_name(screen, process, log)
        yield Xfce(screen, process)


@contextmanager
def xfconfd(screen: Screen) -> Iterator[None]:
    """Xfce's settings, where its daemon's do-not-disturb is kept. Start it before the daemon."""
    program = needs(XFCONFD, "xfconf")
    log = screen.session.log("xfconfd")
    with started([program], screen.session.env, log) as process:
        _wait_for_name(screen, process, log, "org.xfce.Xfconf")
        yield


@contextmanager
def dunst(screen: Screen, *, markup: str = "full") -> Iterator[Dunst]:
    """`markup`: "full" as dunst ships it, "no" for a service without markup."""
    program = needs("dunst", "dunst")
    folder = screen.session.folder
    choice, menu, config = folder / "choice", folder / "menu", folder / "dunstrc"
    menu.write_text(MENU.format(choice=choice))
    menu.chmod(0o700)
    config.write_text(DUNSTRC.format(menu=menu, markup=markup))
    log = screen.session.log("dunst")
    with started([program, "-conf", str(config)], screen.session.env, log) as process:
        _wait_for_name(screen, process, log)
        daemon = Dunst(screen, process)
        daemon.choice = choice
        yield daemon


def _wait_for_name(
    screen: Screen, process: "subprocess.Popen[bytes]", log: Path, name: str = NAME
) -> None:
    ask = [needs("dbus-send", "dbus-bin"), "--session", "--print-reply=literal"]
    ask += ["--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner"]

    def there() -> bool:
        assert process.poll() is None, f"it ended:\n{log.read_text(errors='replace')}"
        return b"true" in screen.run(*ask, f"string:{name}", check=False)

    until(there, f"the daemon owns {name}")
