"""When each rep is there, and what was learnt of the team's calls."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rep_times",
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("set_ms", sa.BigInteger(), nullable=False),
        sa.Column("by_rep", sa.String(length=36), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name="fk_rep_times_rep_id_rep"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_rep_times_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", "rep_id", name="pk_rep_times"),
    )
    op.create_table(
        "plan_model",
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("as_of_ms", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_plan_model_team_id_team"),
        sa.PrimaryKeyConstraint("team_id", name="pk_plan_model"),
    )
