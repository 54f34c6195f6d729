"""`python -m app`: the desktop."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, then hand over; nothing heavy is imported for `--help` or a wrong option."""
    from app.config import parse

    options = parse(arguments)
    from app.bootstrap import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
