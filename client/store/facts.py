"""The mirror on disk: leads, raw facts and cursors, changed together or not at all (C1)."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.lead import Lead
from app.protocol.messages import Cursor
from client.mirror import Batch
from client.store.kept import Mirrored
from client.store.tables import cursor, mirror_lead, raw_event

RAW_KEPT = 5_000

_lead = msgspec.json.Decoder(Lead)

_put_lead = insert(mirror_lead)
_put_lead = _put_lead.on_conflict_do_update(
    index_elements=["id"],
    set_={name: _put_lead.excluded[name] for name in ("stream", "v", "json")},
)
_put_cursor = insert(cursor)
_put_cursor = _put_cursor.on_conflict_do_update(
    index_elements=["stream"],
    set_={name: _put_cursor.excluded[name] for name in ("epoch", "view", "seq", "eid")},
)
_put_raw = insert(raw_event).on_conflict_do_nothing()
_cut_raw = delete(raw_event).where(
    raw_event.c.stream == bindparam("of"), raw_event.c.seq <= bindparam("upto")
)


def load(conn: Connection) -> Mirrored:
    """Everything. A lead this version cannot read counts as damage: without its stream's cursor the
    whole stream comes again."""
    cursors = {
        row.stream: Cursor(epoch=row.epoch, view=row.view, seq=row.seq, eid=row.eid)
        for row in conn.execute(select(cursor))
    }
    leads, streams = {}, {}
    for row in conn.execute(select(mirror_lead.c.id, mirror_lead.c.stream, mirror_lead.c.json)):
        try:
            leads[row.id] = _lead.decode(row.json)
            streams[row.id] = row.stream
        except msgspec.DecodeError:
            cursors.pop(row.stream, None)
    return Mirrored(cursors, leads, streams)


def keep(conn: Connection, batch: Batch) -> None:
    """Write `batch`, inside the caller's transaction."""
    for stream in batch.emptied:
        for table in (mirror_lead, raw_event, cursor):
            conn.execute(delete(table).where(table.c.stream == stream))
    if batch.leads:
        conn.execute(
            _put_lead,
            [
                {"id": key, "stream": s, "v": lead.v, "json": msgspec.json.encode(lead)}
                for key, (s, lead) in batch.leads.items()
            ],
        )
    if batch.raw:
        conn.execute(
            _put_raw, [{"stream": s, "seq": seq, "json": json} for s, seq, json in batch.raw]
        )
    for stream, at in batch.cursors.items():
        conn.execute(
            _put_cursor,
            {"stream": stream, "epoch": at.epoch, "view": at.view, "seq": at.seq, "eid": at.eid},
        )
        if batch.raw:
            conn.execute(_cut_raw, {"of": stream, "upto": at.seq - RAW_KEPT})
