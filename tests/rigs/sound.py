"""A sound server whose loudspeaker nobody hears (PulseAudio with a null sink)."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rigs.processes import needs, started, until
from tests.rigs.session import Session


@contextmanager
def silent_loudspeaker(session: Session) -> Iterator["subprocess.Popen[bytes]"]:
    """The session's programs find one output, "Null Output"; what they play goes nowhere."""
    door = session.folder / "pulse"
    command = [needs("pulseaudio", "pulseaudio"), "-n", "--daemonize=no", "--exit-idle-time=-1"]
    command += ["--use-pid-file=no", "--log-level=error", "-L", "module-null-sink"]
    command += ["-L", f"module-native-protocol-unix socket={door} auth-anonymous=1"]
    with started(command, session.env, session.log("pulseaudio")) as process:
        session.env["PULSE_SERVER"] = f"unix:{door}"
        try:
            until(lambda: _listens(door), "the sound server listens")
            yield process
        finally:
            session.env.pop("PULSE_SERVER", None)


def _listens(door: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(door)) == 0
