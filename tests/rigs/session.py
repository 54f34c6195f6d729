"""A login session of its own: a home, a runtime folder and a private session bus."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.rigs.processes import needs, told_by

# No service folders: nothing is started behind the test's back by merely asking for its name.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
# What must not leak in from the session the tests were started in.
OURS = {
    *("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS"),
    *("XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "BROWSER"),
}


@dataclass
class Session:
    """`env` is what a program of this session sees; the rigs add to it (DISPLAY and the like)."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def config(self) -> Path:
        return self.home / ".config"

    @property
    def data(self) -> Path:
        return self.home / ".local" / "share"

    @property
    def bus(self) -> str:
        """The D-Bus address, or "" in a session without one."""
        return self.env.get("DBUS_SESSION_BUS_ADDRESS", "")

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def enter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lets the test's own process live in this session (call after the rigs are up)."""
        for name in OURS:
            monkeypatch.delenv(name, raising=False)
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)


@contextmanager
def busless_session() -> Iterator[Session]:
    """A home and its folders, and no session bus."""
    # Not pytest's folder: socket paths may be 108 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="leadbell-"))
    session = Session(folder)
    runtime = folder / "run"
    for needed in (session.config, session.data, session.home / ".cache"):
        needed.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    session.env = {name: value for name, value in os.environ.items() if name not in OURS}
    session.env |= {
        "HOME": str(session.home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(session.config),
        "XDG_DATA_HOME": str(session.data),
        "XDG_CACHE_HOME": str(session.home / ".cache"),
        "XDG_STATE_HOME": str(session.home / ".local" / "state"),
        "NO_AT_BRIDGE": "1",
    }
    try:
        yield session
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_session() -> Iterator[Session]:
    """A session with its private bus."""
    daemon = needs("dbus-daemon", "dbus")
    with busless_session() as session:
        config = session.folder / "bus.conf"
        config.write_text(BUS.format(folder=session.folder))
        command = [daemon, f"--config-file={config}", "--nofork", "--nopidfile"]
        with told_by(command, session.env, session.log("bus"), "--print-address={}") as address:
            session.env["DBUS_SESSION_BUS_ADDRESS"] = address
            yield session
