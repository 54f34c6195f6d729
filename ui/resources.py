"""Where the files without code live: icons, fonts, styles, sounds."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
