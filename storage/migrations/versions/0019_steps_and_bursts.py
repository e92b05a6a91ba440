"""How often questions were reached, and whether ballots came in bursts."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "steps",
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey", "version", "question", name=op.f("pk_steps")),
    )
    op.add_column("surveys", sa.Column("bursts", sa.String(length=100), nullable=True))
