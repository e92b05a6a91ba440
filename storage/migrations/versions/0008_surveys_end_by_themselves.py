"""When a survey closes by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("surveys", sa.Column("ends", sa.BigInteger(), nullable=True))
