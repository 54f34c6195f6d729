"""`python -m app`: the desktop."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, then hand over; nothing heavy is imported for `--help` or a wrong option."""
    from app.config import parse

    options = parse(arguments)
    _load_qt()
    from app.bootstrap import run

    return run(options)


def _load_qt() -> None:
    """PySide puts an import of its own in place of Python's: it reads, and keeps, the source of
    every module loaded later to see whether that asks for snake_case names. None of ours does, and
    it costs a tenth of the start and megabytes."""
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


if __name__ == "__main__":
    sys.exit(main())
