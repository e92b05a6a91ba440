"""What happened to ideas in a month: drafted, released by organisers, told once a person."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "idea_months",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("region", sa.String(length=5), nullable=False),
        sa.Column("places", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("above", sa.Text(), nullable=False),
        sa.Column("below", sa.Text(), nullable=False),
        sa.Column("wanted_by", sa.String(length=32), nullable=True),
        sa.Column("campaign", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_months")),
        sa.UniqueConstraint("period", "region", name=op.f("uq_idea_months_period_region")),
        sa.UniqueConstraint("campaign", name=op.f("uq_idea_months_campaign")),
    )
    op.create_table(
        "idea_month_items",
        sa.Column("month", sa.String(length=16), nullable=False),
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"],
            ["idea_months.id"],
            name=op.f("fk_idea_month_items_month"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea"], ["ideas.id"], name=op.f("fk_idea_month_items_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["change"],
            ["idea_changes.id"],
            name=op.f("fk_idea_month_items_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("month", "idea", name=op.f("pk_idea_month_items")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idea_month_told",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_idea_month_told_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("period", "participant", name=op.f("pk_idea_month_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("idea_month_told_participant", "idea_month_told", ["participant"])
