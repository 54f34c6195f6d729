"""A real Secret Service (gnome-keyring), unlocked or locked, in a session of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.rigs.processes import needs, started, until
from tests.rigs.session import Session

NAME = "org.freedesktop.secrets"


@contextmanager
def unlocked_keyring(session: Session) -> Iterator["subprocess.Popen[bytes]"]:
    """gnome-keyring with its login collection open; the process can be stopped to play dead."""
    password = session.folder / "password"
    password.write_bytes(b"a test's own\n")
    command = [needs("gnome-keyring-daemon", "gnome-keyring"), "--foreground", "--unlock"]
    command += ["--components=secrets"]
    log = session.log("keyring")
    with (
        password.open("rb") as stdin,
        started(command, session.env, log, stdin=stdin) as process,
    ):
        _wait_for_name(session)
        yield process


@contextmanager
def locked_keyring(session: Session) -> Iterator["subprocess.Popen[bytes]"]:
    """gnome-keyring whose login collection exists and is closed, with nobody to prompt."""
    with unlocked_keyring(session):
        folder = session.data / "keyrings"
        until(lambda: (folder / "login.keyring").exists(), "the login keyring is made")
    until(lambda: not _there(session), "the first keyring is gone")
    command = [needs("gnome-keyring-daemon", "gnome-keyring"), "--foreground"]
    command += ["--components=secrets"]
    with started(command, session.env, session.log("keyring")) as process:
        _wait_for_name(session)
        yield process


def _there(session: Session) -> bool:
    ask = [needs("dbus-send", "dbus-bin"), "--session", "--print-reply=literal"]
    ask += ["--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner"]
    told = subprocess.run(
        [*ask, f"string:{NAME}"], env=session.env, capture_output=True, check=False, timeout=60
    )
    return b"true" in told.stdout


def _wait_for_name(session: Session) -> None:
    until(lambda: _there(session), f"gnome-keyring owns {NAME}")
