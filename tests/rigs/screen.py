"""A virtual screen: its windows, real clicks and keys, and pictures that are kept."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rigs.processes import needs, started, told_by, until
from tests.rigs.session import Session

SHOTS = Path(__file__).parents[2] / "build" / "test-shots"


@dataclass(frozen=True)
class Window:
    """A mapped window, in pixels of the screen. Ids of one program rise with age of the window."""

    id: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Screen:
    """One X server. Needs xdotool for acts and imagemagick for pictures."""

    session: Session

    @property
    def display(self) -> str:
        return self.session.env["DISPLAY"]

    def run(self, *command: str, check: bool = True) -> bytes:
        done = subprocess.run(
            command, env=self.session.env, capture_output=True, check=check, timeout=60
        )
        return done.stdout

    def windows(self, *, title: str = "", class_name: str = "") -> list[Window]:
        """Visible windows by title or class (regular expressions), oldest first."""
        how = ["--class", class_name] if class_name else ["--name", title]
        command = [needs("xdotool", "xdotool"), "search", "--onlyvisible", *how]
        found = sorted(int(line) for line in self.run(*command, check=False).split())
        return [window for window in map(self._window, found) if window is not None]

    def _window(self, identifier: int) -> Window | None:
        """None when it closed meanwhile."""
        told = self.run("xdotool", "getwindowgeometry", "--shell", str(identifier), check=False)
        has = dict(line.split("=", 1) for line in told.decode().split() if "=" in line)
        if "WIDTH" not in has:
            return None
        return Window(identifier, *(int(has[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def click(self, x: int, y: int, button: int = 1) -> None:
        """A real press at a place of the screen."""
        self.run(
            needs("xdotool", "xdotool"),
            *("mousemove", "--sync", str(x), str(y)),
            *("click", str(button)),
        )

    def park(self) -> None:
        """Moves the pointer to the lower left corner, away from anything that reacts to it."""
        self.run(needs("xdotool", "xdotool"), "mousemove", "1", "10000")

    def key(self, *keys: str) -> None:
        """Presses keys by X name ("Return", "ctrl+k") in the focused window."""
        self.run(needs("xdotool", "xdotool"), "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.run(needs("xdotool", "xdotool"), "type", "--clearmodifiers", text)

    def shot(self, name: str, window: Window | None = None) -> Path:
        """Keeps a picture of the screen, or of one window, as build/test-shots/NAME.png."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        target = "root" if window is None else str(window.id)
        self.run(needs("import", "imagemagick"), "-window", target, str(path))
        return path

    def pixels(self, window: Window) -> tuple[int, int, bytes]:
        """Width, height and RGB bytes of a window as it is drawn now."""
        crop = f"{window.width}x{window.height}+{window.x}+{window.y}"
        raw = self.run(
            needs("import", "imagemagick"),
            *("-window", "root", "-crop", crop, "-depth", "8", "ppm:-"),
        )
        _magic, width, height, _top, data = raw.split(maxsplit=4)
        size = int(width) * int(height) * 3
        return int(width), int(height), data[-size:]


@contextmanager
def virtual_screen(
    session: Session, width: int = 1600, height: int = 1000, *, window_manager: bool = False
) -> Iterator[Screen]:
    """Xvfb on a free display, whose name goes into the session; openbox on wish."""
    command = [needs("Xvfb", "xvfb"), "-screen", "0", f"{width}x{height}x24"]
    command += ["-nolisten", "tcp", "-noreset"]
    with told_by(command, session.env, session.log("xvfb"), "-displayfd {}") as number:
        session.env |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        screen = Screen(session)
        try:
            if not window_manager:
                yield screen
                return
            openbox = needs("openbox", "openbox")
            with started([openbox, "--sm-disable"], session.env, session.log("openbox")):
                until(lambda: _managed(screen), "openbox manages the windows")
                yield screen
        finally:
            session.env.pop("DISPLAY", None)


def _managed(screen: Screen) -> bool:
    ask = [needs("xprop", "x11-utils"), "-root", "_NET_SUPPORTING_WM_CHECK"]
    return b"window id" in screen.run(*ask, check=False)
