"""The tables of the desk's store. Instants are epoch ms; bodies are JSON as the wire has it."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

cursor = Table(
    "cursor",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("view", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("eid", Text, nullable=False),
)

mirror_lead = Table(
    "mirror_lead",
    metadata,
    Column("id", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("json", LargeBinary, nullable=False),
    Index("mirror_lead_stream", "stream"),
)

raw_event = Table(
    "raw_event",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("json", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("op", Text, nullable=False, unique=True),
    Column("do", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("gen", Integer),
    Column("seen_v", Integer),
    Column("not_after", BigInteger),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)

result = Table(
    "result",
    metadata,
    Column("op", Text, primary_key=True),
    Column("do", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("how", Text, nullable=False),
    Column("re", LargeBinary, nullable=False),
    Index("result_at", "at"),
)

notified = Table(
    "notified",
    metadata,
    Column("eid", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

kv = Table(
    "kv",
    metadata,
    Column("k", Text, primary_key=True),
    Column("v", LargeBinary, nullable=False),
)
