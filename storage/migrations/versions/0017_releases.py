"""Leave to take out one row a ballot."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=16), nullable=False),
        sa.Column("given_by", sa.String(length=16), nullable=True),
        sa.Column("code", sa.LargeBinary(length=16), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_releases_survey")),
        sa.PrimaryKeyConstraint("survey", name=op.f("pk_releases")),
    )
