"""Facts out: every fact of every team in order, as JSON lines or as a spreadsheet can open it."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any, Literal

import msgspec
from sqlalchemy import select

from app.domain.ids import at
from hub.database import Database
from hub.event_log import EventLog, StoredEvent
from hub.tables import team

PAGE = 500
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula (OWASP ASVS 1.2.10); the last, full width."""
COLUMNS = (
    "team", "seq", "at", "fact", "lead", "version", "name", "company", "email", "phone",
    "source", "by", "disposition", "text", "body",
)  # fmt: skip


def cell(text: str) -> str:
    """`text` so that no spreadsheet runs it. Phone numbers get the mark too, and stay text."""
    return f"'{text}" if text.startswith(RISKY) else text


async def export(db: Database, form: Literal["jsonl", "csv"]) -> AsyncIterator[bytes]:
    """The whole log in pieces of some hundred facts; newest facts of the moment included."""
    if form == "csv":
        yield _csv([list(COLUMNS)])
    query = select(team.c.id, team.c.name).order_by(team.c.name)
    teams = await db.read(lambda conn: conn.execute(query).all())
    for team_id, name in teams:
        after = 0
        while page := await EventLog(db).read(team_id, after, PAGE):
            after = page[-1].seq
            if form == "csv":
                yield _csv([_row(name, event) for event in page])
            else:
                yield b"".join(_line(name, event) for event in page)


def _line(team_name: str, event: StoredEvent) -> bytes:
    fact = {
        "team": team_name,
        "seq": event.seq,
        "eid": event.eid,
        "ts": event.ts,
        "k": event.k,
        "lead": event.lead,
        "v": event.v,
        "op": event.op,
        "b": msgspec.Raw(event.body),
    }
    return msgspec.json.encode(fact) + b"\n"


def _row(team_name: str, event: StoredEvent) -> list[str]:
    body: dict[str, Any] = msgspec.json.decode(event.body)
    person: dict[str, Any] = body.get("person", {})
    source: dict[str, Any] = body.get("source", {})
    kept = body.get("note")
    note: dict[str, Any] = kept if isinstance(kept, dict) else {}
    values = (
        team_name,
        event.seq,
        at(event.ts).isoformat(timespec="milliseconds"),
        event.k,
        event.lead,
        event.v,
        person.get("name", ""),
        person.get("company", ""),
        person.get("email", ""),
        person.get("phone", ""),
        source.get("name", ""),
        body.get("rep_name") or body.get("by_name") or note.get("by_name", ""),
        body.get("disposition", ""),
        _words(body, person, note),
        event.body.decode(),
    )
    return [cell(str(value)) for value in values]


def _words(body: dict[str, Any], person: dict[str, Any], note: dict[str, Any]) -> str:
    """Whatever somebody wrote in this fact."""
    said = body.get("text") or body.get("message") or person.get("message") or note.get("text")
    return str(said or (body.get("note") if not note else "") or body.get("reason", ""))


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
