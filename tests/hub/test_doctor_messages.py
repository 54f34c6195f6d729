"""Doctor names the messages that stick and the settings that cannot be used, by ids alone."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from app.domain.ids import new_id
from hub import doctor_messages
from tests.hub.outgoing.conftest import Sending, sending

__all__ = ["sending"]


def found(hub_data: Path) -> dict[str, bool]:
    with closing(sqlite3.connect(hub_data / "hub.sqlite")) as db:
        return {one.text: one.ok for one in doctor_messages.messages(db)}


async def test_messages_that_stick_and_those_nobody_knows_of_are_named(sending: Sending) -> None:
    data = sending.hub.db.data
    assert all(found(data).values())
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    old = new_id(1)
    past = time.time_ns() // 1_000_000 - 3_600_000
    await sending.stop()
    with closing(sqlite3.connect(data / "hub.sqlite")) as db, db:
        db.execute("UPDATE message SET wake_ms = ? WHERE id = ?", (past, message))
        db.execute(
            "INSERT INTO message SELECT ?, team_id, lead_id, channel, direction, 'unknown', "
            "gateway, ref, who, doc, tries, ?, NULL FROM message WHERE id = ?",
            (old, past, message),
        )
    said = found(data)
    assert not any(said.values())
    assert message in " ".join(said)
    assert old in " ".join(said)


def test_settings_that_cannot_be_used_are_told_with_the_line(tmp_path: Path) -> None:
    (one,) = doctor_messages.gateways(tmp_path)
    assert one.ok
    (tmp_path / "gateways.toml").write_text('[sms]\nkind = "telnyx"\ntoken = "KEY123"\n')
    (one,) = doctor_messages.gateways(tmp_path)
    assert not one.ok
    assert "line 3" in one.text
    assert "KEY123" not in one.text
