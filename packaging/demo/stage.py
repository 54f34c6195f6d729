"""A whole desktop where there is none: screen, window manager, session bus, notifications with real
buttons, a loudspeaker nobody hears, and a softphone that writes down what it is handed."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backstage import DidNotHappen, child, until
from jeepney import DBus
from jeepney.io.blocking import open_dbus_connection

PAUSE_S = 0.8
NOTIFYD = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd"
ELSEWHERE = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
PHONE = """#!/bin/sh
printf '%s\\n' "$1" >> "{calls}"
"""
ENTRY = """[Desktop Entry]
Type=Application
Name=Demo phone
Exec={script} %u
MimeType=x-scheme-handler/tel;
"""
DEFAULTS = "[Default Applications]\nx-scheme-handler/tel=demo-phone.desktop\n"


@dataclass
class Window:
    id: int
    x: int
    y: int
    width: int
    height: int


@dataclass
class Stage:
    """One login session; `env` is what its programs see."""

    folder: Path
    env: dict[str, str]

    @classmethod
    @contextmanager
    def set_up(cls, size: str = "1600x1000") -> Iterator["Stage"]:
        # Short, for socket paths may have 108 bytes at most.
        with tempfile.TemporaryDirectory(prefix="leadbell-demo-") as name, ExitStack() as parts:
            folder = Path(name)
            stage = cls(folder, _environment(folder))
            (folder / "bus.conf").write_text(BUS.format(folder=folder))
            bus = [_program("dbus-daemon"), f"--config-file={folder / 'bus.conf'}", "--nofork"]
            told = stage._told(parts, [*bus, "--nopidfile"], "--print-address={}")
            stage.env["DBUS_SESSION_BUS_ADDRESS"] = told
            screen = [_program("Xvfb"), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
            stage.env["DISPLAY"] = ":" + stage._told(parts, screen, "-displayfd {}")
            stage._run(parts, [_program("openbox"), "--sm-disable"])
            stage._run(parts, [_program(NOTIFYD)])
            stage._loudspeaker(parts)
            stage._softphone()
            until(stage._managed, "the window manager and the notifications are there")
            yield stage

    # ---- what happens on it --------------------------------------------------------------------

    def calls(self) -> list[str]:
        """What the softphone was handed."""
        kept = self.folder / "calls"
        return kept.read_text().splitlines() if kept.exists() else []

    def windows(self, *how: str) -> list[Window]:
        """Visible windows by xdotool's criteria, in the order they came."""
        found = self.run("xdotool", "search", "--onlyvisible", *how).split()
        return [window for each in sorted(map(int, found)) if (window := self._window(each))]

    def press(self, *keys: str) -> None:
        self.run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.run("xdotool", "type", "--clearmodifiers", text)

    def picture(self, path: Path, window: Window | None = None) -> None:
        """The whole screen, or the part of it where a window is, once it has come to rest."""
        time.sleep(PAUSE_S)
        crop: list[str] = []
        if window is not None:
            place = f"{window.width}x{window.height}+{window.x}+{window.y}"
            crop = ["-crop", place, "+repage"]
        self.run("import", "-window", "root", *crop, str(path))

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [_program(command[0]), *command[1:]],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout

    # ---- how it is built -----------------------------------------------------------------------

    def _run(self, parts: ExitStack, command: Sequence[str]) -> None:
        parts.enter_context(child(command, self.folder / "parts.log", self.env))

    def _told(self, parts: ExitStack, command: Sequence[str], flag: str) -> str:
        """Run it with `flag` and a descriptor added; the line it writes there."""
        reading, writing = os.pipe()
        command = [*command, *flag.format(writing).split()]
        log = self.folder / "parts.log"
        parts.enter_context(child(command, log, self.env, pass_fds=[writing]))
        os.close(writing)
        with os.fdopen(reading) as told:
            line = told.readline().strip()
        if not line:
            raise DidNotHappen(f"{command[0]} did not start:\n{log.read_text()[-1000:]}")
        return line

    def _loudspeaker(self, parts: ExitStack) -> None:
        socket = self.folder / "pulse"
        command = [_program("pulseaudio"), "-n", "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--use-pid-file=no", "--log-level=error", "-L", "module-null-sink"]
        command += ["-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        self._run(parts, command)
        self.env["PULSE_SERVER"] = f"unix:{socket}"
        until(socket.exists, "the sound server listens")

    def _softphone(self) -> None:
        script, home = self.folder / "phone", Path(self.env["HOME"])
        script.write_text(PHONE.format(calls=self.folder / "calls"))
        script.chmod(0o700)
        entries = home / ".local/share/applications"
        entries.mkdir(parents=True)
        (entries / "demo-phone.desktop").write_text(ENTRY.format(script=script))
        (home / ".config" / "mimeapps.list").write_text(DEFAULTS)

    def _managed(self) -> bool:
        return bool(self.run("xdotool", "get_num_desktops").strip()) and self._notifies()

    def _notifies(self) -> bool:
        with open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            ask = DBus().NameHasOwner("org.freedesktop.Notifications")
            return bool(bus.send_and_get_reply(ask, timeout=5).body[0])

    def _window(self, identifier: int) -> Window | None:
        told = self.run("xdotool", "getwindowgeometry", "--shell", str(identifier))
        has = dict(line.split("=", 1) for line in told.split() if "=" in line)
        if "WIDTH" not in has:
            return None
        return Window(identifier, *(int(has[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))


def _environment(folder: Path) -> dict[str, str]:
    home, runtime = folder / "home", folder / "run"
    (home / ".config").mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    kept: Mapping[str, str] = os.environ
    env = {name: value for name, value in kept.items() if name not in ELSEWHERE}
    env = {name: value for name, value in env.items() if not name.startswith("XDG_")}
    return env | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "NO_AT_BRIDGE": "1"}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DidNotHappen(f"{name} is missing. packaging/linux/debian-packages.txt names it.")
    return found
