"""Ideas go to authorities as sheets, with where their support comes from, counted once."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "idea_counts",
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea"], ["ideas.id"], name=op.f("fk_idea_counts_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea", name=op.f("pk_idea_counts")),
    )
    op.add_column("survey_files", sa.Column("idea", sa.Integer(), nullable=True))
