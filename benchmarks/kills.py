"""`python -m benchmarks.kills [--rounds 200] [NAME ...]`: the kill test of the sending queue at
full length, for each gateway by itself. No figure: it passes or it names the message."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

TEST = "tests/e2e/test_sending_kills.py"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--rounds", type=int, default=200, help="messages under fire a gateway")
    parser.add_argument("names", nargs="*", help="twilio, kannel, telnyx; default: all")
    given = parser.parse_args()
    only = ["-k", " or ".join(given.names)] if given.names else []
    command = [sys.executable, "-m", "pytest", "-s", "-q", TEST, *only]
    environment = {**os.environ, "LEADBELL_ROUNDS": str(given.rounds)}
    return subprocess.run(command, cwd=Path(__file__).parent.parent, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
