"""Bytecode for the programs tests start, as an installed program has it: without any, a hub
compiles six hundred modules at each start, 2 s of a core instead of 0.6."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "bytecode"
PROGRAMS = "import hub.server, client.__main__, client.store.keeper, app.bootstrap, keyring, qasync"


@cache
def keep() -> None:
    """From here on what this process starts reads bytecode and writes none.

    One process writes it, before all others: CPython until 3.12 does not notice when it wrote only
    a part, and then nothing starts any more. Should that have happened, it is made anew."""
    os.environ["PYTHONPYCACHEPREFIX"] = str(KEPT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(2):
        made = subprocess.run(
            [sys.executable, "-c", PROGRAMS], cwd=ROOT, capture_output=True, timeout=300
        )
        if made.returncode == 0:
            break
        shutil.rmtree(KEPT, ignore_errors=True)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
