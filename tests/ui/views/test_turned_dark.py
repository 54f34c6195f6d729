"""A window that turns dark, or light again, while it is open looks as one that was opened so."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.ui.turned_dark import CASES


@pytest.fixture(scope="module")
def differences() -> dict[str, str]:
    """What stayed behind, by view and way."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1"}
    run = subprocess.run([sys.executable, "-m", "tests.ui.turned_dark"], env=env, check=False,
                         capture_output=True, text=True, timeout=240)  # fmt: skip
    assert run.returncode == 0, run.stderr[-2_000:]
    told: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return told


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", [" ".join(case) for case in CASES])
def test_turning_dark_or_light_leaves_nothing_behind(
    differences: dict[str, str], case: str
) -> None:
    assert differences[case] == ""
