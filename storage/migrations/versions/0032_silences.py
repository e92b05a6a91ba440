"""Who was asked whether their data shall stay, as nothing was heard of them for long."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "silences",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_silences_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_silences")),
        sqlite_with_rowid=False,
    )
