"""Photos and voice messages that people send."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("survey", sa.String(length=40), nullable=True),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ref_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("retry", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat"], ["chats.id"], name=op.f("fk_files_chat"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_files_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sqlite_with_rowid=False,
    )
    op.create_index("files_chat", "files", ["chat"])
    unfetched = sa.text("ref_sealed IS NOT NULL")
    op.create_index(
        "files_unfetched",
        "files",
        ["platform", "retry"],
        sqlite_where=unfetched,
        postgresql_where=unfetched,
    )
