"""What holds for every test: Qt draws off screen unless a test starts a screen of its own, and the
processes that tests start keep their bytecode, as an installed program does."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Without bytecode a hub compiles six hundred modules at each start: 2 s of a core instead of 0.6.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / "build" / "bytecode")
