"""Files that become surveys, and surveys that become files."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "survey_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=True),
        sa.Column("survey", sa.String(length=40), nullable=True),
        sa.Column("retry", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.UniqueConstraint("file", name=op.f("uq_survey_files_file")),
        sa.ForeignKeyConstraint(
            ["association"], ["associations.id"], name=op.f("fk_survey_files_association")
        ),
        sa.ForeignKeyConstraint(
            ["chat"], ["chats.id"], name=op.f("fk_survey_files_chat"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file"], ["files.id"], name=op.f("fk_survey_files_file"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["survey"], ["surveys.id"], name=op.f("fk_survey_files_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_files")),
        sqlite_with_rowid=False,
    )
