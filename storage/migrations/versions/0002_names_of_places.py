"""Names of places that the alliance adds to the package's."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "place_names",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("name", "region", name=op.f("pk_place_names")),
        sqlite_with_rowid=False,
    )
