"""The desk's sounds on a real sound server: they are heard, and they leave the program alive."""

import subprocess
import sys

from tests.hub_process import ROOT
from tests.rigs.session import own_session
from tests.rigs.sound import silent_loudspeaker

CHILD = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.sound import NAMES, QtSound

app = QApplication([])
sound = QtSound()
for turn in range(4):
    for name in ("tick", "strike_now"):
        QTimer.singleShot(turn * 700, lambda name=name: print(sound.play(name), flush=True))
QTimer.singleShot(4_500, app.quit)
app.exec()
print(sound.device())
"""


def test_sounds_begin_end_and_repeat_and_the_program_goes_on() -> None:
    with own_session() as session, silent_loudspeaker(session):
        env = {**session.env, "QT_QPA_PLATFORM": "offscreen"}
        said = subprocess.run(
            [sys.executable, "-c", CHILD],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert said.stdout.split("\n") == ["True"] * 8 + ["Null Output", ""]
    assert "QSocketNotifier" not in said.stderr
    assert said.returncode == 0
