"""The log says ids and numbers; whatever else is passed to it, it keeps to itself."""

import json
import subprocess
import sys

SECRET = "Jane Canary"
SCRIPT = f"""
import logging
from hub.log import configure, logger
configure()
logger.info("paired", device="d-1", name="{SECRET}", team={{"x": 1}})
logging.getLogger("library").warning("said %s", "{SECRET}")
try:
    raise ValueError("{SECRET}")
except ValueError:
    logger.exception("ours failed", op="o-1")
    logging.getLogger("library").exception("theirs failed")
"""


def test_names_passed_by_carelessness_and_the_words_of_errors_never_reach_the_log() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout == ""
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "paired",
        "said %s",
        "ours failed",
        "theirs failed",
    ]
    assert (lines[0]["device"], lines[0]["name"]) == ("d-1", f"<{len(SECRET)} characters>")
    for line in lines[2:]:
        assert line["error"] == "ValueError"
        assert line["at"]
