"""Who took part in a survey that is over and is to hear what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "followers",
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_followers_survey")),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_followers_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey", "participant", name=op.f("pk_followers")),
        sqlite_with_rowid=False,
    )
    op.create_index("followers_participant", "followers", ["participant"])
