"""The exact point of an idea, where its giver sent one on purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "idea_points",
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("point_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea"], ["ideas.id"], name=op.f("fk_idea_points_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea", name=op.f("pk_idea_points")),
    )
