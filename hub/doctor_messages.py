"""What `doctor` says of gateways and messages: settings that cannot be used, messages that stick.
Ids only; it only reads."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from hub.config import gateways_file
from hub.findings import Finding
from hub.gateways import settings_file
from hub.gateways.settings import SettingsError

OVERDUE_MS = 300_000
"""A message that should have left so long ago does not leave."""
SHOWN = 5


def gateways(data: Path) -> Iterator[Finding]:
    """Of the settings beside the data; a hub started with another file says so at its start."""
    file = gateways_file(data)
    if not file.exists():
        yield Finding(True, "No gateways are set up here: reps send by their own programs.")
        return
    try:
        settings = settings_file.load(file)
    except SettingsError as wrong:
        yield Finding(False, f"The gateways cannot be used: {wrong}", f"Mend {file}.")
        return
    named = [name for name in ("sms", "email", "call") if getattr(settings, name) is not None]
    yield Finding(True, f"Gateways are set up for: {', '.join(named) or 'nothing'}.")
    yield Finding(
        bool(settings.public_url) or not named,
        f"Gateways call back at {settings.public_url}."
        if settings.public_url
        else "No public_url is set: delivery is asked for, answers by text and links are missing.",
        "Set public_url in gateways.toml to the https address that leads to this hub.",
    )


def messages(db: sqlite3.Connection) -> Iterator[Finding]:
    now = time.time_ns() // 1_000_000
    late = _ids(db, "state IN ('waiting', 'held') AND wake_ms < ?", now - OVERDUE_MS)
    yield Finding(
        not late,
        f"{len(late)} messages should have left and did not: {_some(late)}."
        if late
        else "Every message that was due has left.",
        "Start the hub, and try the gateway: python -m hub gateway test sms --data DIR",
    )
    lost = _ids(db, "state IN ('sending', 'unknown') AND at_ms < ?", now - OVERDUE_MS)
    yield Finding(
        not lost,
        f"Of {len(lost)} messages nobody knows whether they arrived: {_some(lost)}."
        if lost
        else "Of every message that left it is known what became of it.",
        "Look for them at the gateway; the rep can ask again from the card, or send anew.",
    )


def _ids(db: sqlite3.Connection, where: str, before: int) -> list[str]:
    found = db.execute(
        f"SELECT id FROM message WHERE direction = 'outbound' AND {where} ORDER BY at_ms",
        (before,),
    )
    return [str(row[0]) for row in found]


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (" ..." if len(ids) > SHOWN else "")
