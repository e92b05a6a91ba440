"""Audiences, approvals and turns of campaigns; where people live; what organisers were told."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for column in (
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("starter", sa.String(length=16), nullable=True),
        sa.Column("approved_by", sa.String(length=16), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.Column("cut", sa.String(length=64), nullable=True),
        sa.Column("turn", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("forgotten", sa.Integer(), nullable=True),
    ):
        op.add_column("campaigns", column)
    # Nobody was asked to approve of those that are there already.
    op.execute("update campaigns set approved_by = 'console'")
    reminds = sa.text("kind = 'reminder' and state <> 'stopped'")
    op.create_index(
        "campaigns_reminder",
        "campaigns",
        ["survey"],
        unique=True,
        sqlite_where=reminds,
        postgresql_where=reminds,
    )
    op.add_column(
        "outbox", sa.Column("turn", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    waiting = sa.text("due IS NOT NULL AND claimed IS NULL")
    op.drop_index("outbox_waiting", "outbox")
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["platform", "priority", "turn", "due", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.add_column("told", sa.Column("declined", sa.Boolean(), nullable=True))
    op.create_table(
        "residences",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_residences_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_residences")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notices",
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_notices_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thing", "participant", "event", name=op.f("pk_notices")),
        sqlite_with_rowid=False,
    )
    op.create_index("notices_participant", "notices", ["participant"])
    op.create_table(
        "repeats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("starter", sa.String(length=16), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_repeats_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeats")),
    )
    op.create_table(
        "rounds",
        sa.Column("repeat", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["repeat"], ["repeats.id"], name=op.f("fk_rounds_repeat")),
        sa.PrimaryKeyConstraint("repeat", "period", name=op.f("pk_rounds")),
    )
