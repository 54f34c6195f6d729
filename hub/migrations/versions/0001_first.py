"""Everything the first hub keeps."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "op_log",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("op", sa.String(length=36), nullable=False),
        sa.Column("req_hash", sa.String(length=64), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("ts_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "op", name="pk_op_log"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rep",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rep"),
    )
    op.create_index("ix_rep_name_key", "rep", ["name_key"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name_key", name="uq_team_name_key"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("install", sa.String(length=80), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_device_rep_id_rep"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_device_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
    )
    op.create_index("ix_device_rep_id", "device", ["rep_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("eid", sa.String(length=36), nullable=False),
        sa.Column("ts_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("vis", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("op", sa.String(length=36), nullable=False),
        sa.Column("schema_v", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_event_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", "seq", name="pk_event"),
        sa.UniqueConstraint("eid", name="uq_event_eid"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invite",
        sa.Column("selector", sa.String(length=4), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_invite_rep_id_rep"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_invite_team_id_team"),
        sa.PrimaryKeyConstraint("selector", name="pk_invite"),
    )
    op.create_table(
        "lead",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=False),
        sa.Column("claim_gen", sa.Integer(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("due_ms", sa.BigInteger(), nullable=True),
        sa.Column("claim_by_ms", sa.BigInteger(), nullable=True),
        sa.Column("next_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("wake_ms", sa.BigInteger(), nullable=True),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone_key", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_lead_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
    )
    op.create_index(
        "ix_lead_team_id_email_key_received_ms",
        "lead",
        ["team_id", "email_key", "received_ms"],
        unique=False,
    )
    op.create_index(
        "ix_lead_team_id_phone_key_received_ms",
        "lead",
        ["team_id", "phone_key", "received_ms"],
        unique=False,
    )
    op.create_index("ix_lead_team_id_received_ms", "lead", ["team_id", "received_ms"], unique=False)
    op.create_index("ix_lead_wake_ms", "lead", ["wake_ms"], unique=False)
    op.create_table(
        "membership",
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("view", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_membership_rep_id_rep"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_membership_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", "rep_id", name="pk_membership"),
    )
    op.create_table(
        "team_stream",
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("min_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_stream_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", name="pk_team_stream"),
    )
    op.create_table(
        "webhook_source",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("default_region", sa.String(length=2), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("disabled_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_webhook_source_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_source"),
        sa.UniqueConstraint("token_hash", name="uq_webhook_source_token_hash"),
    )
    op.create_table(
        "device_cursor",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("acked_seq", sa.BigInteger(), nullable=False),
        sa.Column("acked_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name="fk_device_cursor_device_id_device"
        ),
        sa.PrimaryKeyConstraint("device_id", "stream", name="pk_device_cursor"),
    )
    op.create_table(
        "ingest_log",
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["webhook_source.id"], name="fk_ingest_log_source_id_webhook_source"
        ),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_ingest_log"),
    )
    op.create_index("ix_ingest_log_lead_id", "ingest_log", ["lead_id"], unique=False)
    # The store's own id: a desk keeps one local store per hub, and must never mix two.
    meta = sa.table("meta", sa.column("key"), sa.column("value"))
    op.bulk_insert(meta, [{"key": "store_uuid", "value": str(uuid4())}])
