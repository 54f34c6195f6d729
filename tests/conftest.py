"""What holds for every test: Qt draws off screen unless a test starts a screen of its own, and no
example of hypothesis fails for having taken long on a busy machine."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before any test is read: `@settings(...)` takes what it does not name from the profile of then.
usual = settings()
settings.register_profile(
    "unhurried",
    usual,
    deadline=None,
    suppress_health_check=[*usual.suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("unhurried")
