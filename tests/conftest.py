"""What holds for every test: Qt draws off screen unless a test starts a screen of its own."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
