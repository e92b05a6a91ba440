"""Events that organisers write, before they are published."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "event_drafts",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("association", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.String(length=12), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_drafts")),
    )
    for name in ("association", "due", "changed"):
        op.create_index(f"event_drafts_{name}", "event_drafts", [name])
