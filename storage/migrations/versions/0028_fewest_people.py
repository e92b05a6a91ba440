"""Of how few people something is told, for each survey from its publication on."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("surveys", sa.Column("k", sa.Integer(), nullable=True))
