"""Posters, and which of them led to a ballot."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "posters",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_posters_survey")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_posters")),
    )
    op.create_index("posters_survey", "posters", ["survey", "place"], unique=True)
    op.add_column("ballots", sa.Column("poster", sa.String(length=8), nullable=True))
