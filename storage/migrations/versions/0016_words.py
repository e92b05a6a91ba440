"""People's own words of surveys that are over, apart from the ballots that they stood in."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_words_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("words_survey", "words", ["survey", "version", "question", "state"])
