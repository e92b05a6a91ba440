"""Pictures of what else is told of a result: they are drawn anew from the numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.drop_table("pictures")
    op.create_table(
        "pictures",
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("view", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_pictures_survey")),
        sa.PrimaryKeyConstraint("survey", "view", "language", "number", name=op.f("pk_pictures")),
    )
