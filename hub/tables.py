"""Every table of the hub, engine-neutral. Instants: UTC epoch ms; ids: UUIDv7; documents: JSON."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)
HASH = String(64)


def _ms(name: str, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

team = Table(
    "team",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("name_key", String(160), nullable=False),
    _ms("created_ms"),
    UniqueConstraint("name_key"),
)

team_stream = Table(
    # The lock row: whoever writes for a team holds it until commit, so seq order is commit order.
    "team_stream",
    metadata,
    Column("team_id", ID, ForeignKey("team.id"), primary_key=True),
    Column("epoch", ID, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("min_seq", BigInteger, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("team_id", ID, ForeignKey("team.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("eid", ID, nullable=False),
    _ms("ts_ms"),
    Column("kind", String(40), nullable=False),
    Column("lead_id", ID, nullable=False),
    Column("v", Integer, nullable=False),
    Column("vis", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("op", ID, nullable=False),
    Column("schema_v", Integer, nullable=False),
    UniqueConstraint("eid"),
    sqlite_with_rowid=False,
)

lead = Table(
    # `doc` is the lead as its facts fold it; the other columns are what SQL must compare.
    "lead",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("owner", String(36), nullable=False),
    Column("claim_gen", Integer, nullable=False),
    _ms("lease_until_ms", nullable=True),
    _ms("due_ms", nullable=True),
    _ms("claim_by_ms", nullable=True),
    _ms("next_at_ms", nullable=True),
    _ms("wake_ms", nullable=True),  # the next moment time alone changes this lead
    Column("email_key", String(320)),
    Column("phone_key", String(40)),
    Column("source_id", ID, nullable=False),
    _ms("received_ms"),
    Column("test", Boolean, nullable=False),
    Column("doc", Text, nullable=False),
    Index(None, "team_id", "received_ms"),
    Index(None, "team_id", "email_key", "received_ms"),
    Index(None, "team_id", "phone_key", "received_ms"),
    Index(None, "team_id", "owner", "next_at_ms"),
    Index(None, "wake_ms"),
)

op_log = Table(
    # Answers already given, by (device, act). Written with the effect, read before any effect.
    "op_log",
    metadata,
    Column("device_id", ID, primary_key=True),
    Column("op", ID, primary_key=True),
    Column("req_hash", HASH, nullable=False),
    Column("response", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    _ms("ts_ms"),
    sqlite_with_rowid=False,
)

ingest_log = Table(
    "ingest_log",
    metadata,
    Column("source_id", ID, ForeignKey("webhook_source.id"), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("body_hash", HASH, nullable=False),
    Column("lead_id", ID, nullable=False),
    Column("status", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("content_type", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    _ms("received_ms"),
    Index(None, "lead_id"),
)

rep = Table(
    "rep",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("name_key", String(160), nullable=False),
    _ms("created_ms"),
    Index(None, "name_key"),
)

membership = Table(
    # `view` rises with any change of what this rep may see: older cursors then start over.
    "membership",
    metadata,
    Column("team_id", ID, ForeignKey("team.id"), primary_key=True),
    Column("rep_id", ID, ForeignKey("rep.id"), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("view", Integer, nullable=False),
)

rep_times = Table(
    # A rep's own times (`app.domain.rep_times`), meetings without their titles. `v` counts changes.
    "rep_times",
    metadata,
    Column("team_id", ID, ForeignKey("team.id"), primary_key=True),
    Column("rep_id", ID, ForeignKey("rep.id"), primary_key=True),
    Column("doc", Text, nullable=False),
    _ms("set_ms"),
    Column("by_rep", ID, nullable=False),
    Column("v", Integer, nullable=False),
)

plan_model = Table(
    # What a team's calls have taught the planner so far; `doc` says it, `version` is its hash.
    "plan_model",
    metadata,
    Column("team_id", ID, ForeignKey("team.id"), primary_key=True),
    Column("version", HASH, nullable=False),
    _ms("as_of_ms"),
    Column("doc", Text, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", ID, primary_key=True),
    Column("rep_id", ID, ForeignKey("rep.id"), nullable=False),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("token_hash", HASH, nullable=False),
    Column("name", String(80), nullable=False),
    Column("install", String(80), nullable=False),
    _ms("created_ms"),
    _ms("last_seen_ms"),
    _ms("revoked_ms", nullable=True),
    UniqueConstraint("token_hash"),
    Index(None, "rep_id"),
)

device_cursor = Table(
    "device_cursor",
    metadata,
    Column("device_id", ID, ForeignKey("device.id"), primary_key=True),
    Column("stream", String(60), primary_key=True),
    Column("acked_seq", BigInteger, nullable=False),
    _ms("acked_ms"),
)

invite = Table(
    # The first half of a code finds the row, the second proves it: wrong ones can be counted.
    "invite",
    metadata,
    Column("selector", String(4), primary_key=True),
    Column("code_hash", HASH, nullable=False),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("rep_id", ID, ForeignKey("rep.id"), nullable=False),
    Column("tries", Integer, nullable=False),
    _ms("expires_ms"),
    _ms("used_ms", nullable=True),
)

webhook_source = Table(
    "webhook_source",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", String(80), nullable=False),
    Column("token_hash", HASH, nullable=False),
    Column("secret", Text, nullable=False),
    Column("default_region", String(2), nullable=False),
    _ms("created_ms"),
    _ms("disabled_ms", nullable=True),
    UniqueConstraint("token_hash"),
)

message = Table(
    # Texts, emails and calls that a gateway makes for us: what the queue must find by time, by a
    # gateway's name for it, or by who it went to. The facts are the truth; a row follows them in
    # the same transaction. `who` is the keyed hash of the number or address (`hub.addresses`).
    "message",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("lead_id", ID, ForeignKey("lead.id"), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("direction", String(10), nullable=False),
    Column("state", String(12), nullable=False),
    Column("gateway", String(80), nullable=False),
    Column("ref", String(400), nullable=False),
    Column("who", HASH, nullable=False),
    Column("doc", Text, nullable=False),  # what only the queue needs: a call's phones, tries
    Column("tries", Integer, nullable=False),
    _ms("at_ms"),
    _ms("wake_ms", nullable=True),  # when the queue has to look at it next
    Index(None, "wake_ms"),
    Index(None, "ref"),
    Index(None, "who", "at_ms"),
    Index(None, "lead_id"),
)

suppression = Table(
    # Who wants no more: by channel and keyed hash of number or address, whatever team or lead.
    "suppression",
    metadata,
    Column("channel", String(10), primary_key=True),
    Column("who", HASH, primary_key=True),
    Column("why", String(300), nullable=False),
    Column("source", String(20), nullable=False),  # stop, page, unsubscribe, gateway, bounce, rep
    _ms("since_ms"),
)

link = Table(
    # Links in messages: `kind` "time" (when is a good time) or "stop" (one-click unsubscribe). The
    # address in the message proves itself by a signature; what is here says what it is about, and
    # that it was used.
    "link",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("lead_id", ID, ForeignKey("lead.id"), nullable=False),
    Column("message_id", ID, nullable=False),
    _ms("made_ms"),
    _ms("expires_ms"),
    _ms("used_ms", nullable=True),
    Column("answer", String(40), nullable=False),
    Column("doc", Text, nullable=False),
    Index(None, "lead_id"),
)

mailbox = Table(
    # How far an inbox was read.
    "mailbox",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("position", Text, nullable=False),
)
