"""The first store: cursor, mirror, raw events, outbox, results, notified, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "cursor",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("view", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("eid", sa.Text, nullable=False),
    )
    op.create_table(
        "mirror_lead",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("v", sa.Integer, nullable=False),
        sa.Column("json", sa.LargeBinary, nullable=False),
    )
    op.create_index("mirror_lead_stream", "mirror_lead", ["stream"])
    op.create_table(
        "raw_event",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("json", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("op", sa.Text, nullable=False, unique=True),
        sa.Column("do", sa.Text, nullable=False),
        sa.Column("lead", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("gen", sa.Integer),
        sa.Column("seen_v", sa.Integer),
        sa.Column("not_after", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "result",
        sa.Column("op", sa.Text, primary_key=True),
        sa.Column("lead", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("re", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "notified",
        sa.Column("eid", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "kv",
        sa.Column("k", sa.Text, primary_key=True),
        sa.Column("v", sa.LargeBinary, nullable=False),
    )
