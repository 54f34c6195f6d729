"""Results say which act they answer and how it ended, so that a report needs no decoding."""

import sqlalchemy as sa
from alembic import op

revision = "0002_result_kind"
down_revision = "0001_first"


def upgrade() -> None:
    op.add_column("result", sa.Column("do", sa.Text, nullable=False, server_default=""))
    op.add_column("result", sa.Column("how", sa.Text, nullable=False, server_default=""))
    op.create_index("result_at", "result", ["at"])
