"""Codes that link two chats, when a ballot was cast, and which chat somebody used last."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("ballots", sa.Column("cast_sealed", sa.LargeBinary(), nullable=True))
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("participants", sa.Column("last_chat", number, nullable=True))
    op.create_table(
        "link_codes",
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("chat", number, nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("chat", name=op.f("uq_link_codes_chat")),
        sa.ForeignKeyConstraint(
            ["chat"], ["chats.id"], name=op.f("fk_link_codes_chat"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link_codes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_tries",
        sa.Column("who", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_link_tries")),
        sqlite_with_rowid=False,
    )
