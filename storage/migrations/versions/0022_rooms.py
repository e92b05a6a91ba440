"""Rooms that organisers register, the words for it, and what was announced where."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=False),
        sa.Column("surveys", sa.Boolean(), nullable=False),
        sa.Column("results", sa.Boolean(), nullable=False),
        sa.Column("events", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("registered_by", sa.String(length=16), nullable=False),
        sa.Column("registered", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("address_hash", name=op.f("uq_rooms_address_hash")),
        sa.ForeignKeyConstraint(
            ["association"], ["associations.id"], name=op.f("fk_rooms_association")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index("rooms_association", "rooms", ["association"])
    op.create_table(
        "room_words",
        sa.Column("word", sa.LargeBinary(length=16), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"], ["associations.id"], name=op.f("fk_room_words_association")
        ),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_room_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "room_told",
        sa.Column("room", sa.String(length=16), nullable=False),
        sa.Column("thing", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=24), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["rooms.id"], name=op.f("fk_room_told_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room", "thing", name=op.f("pk_room_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("room_told_thing", "room_told", ["thing"])
    op.add_column("outbox", sa.Column("room", sa.String(length=16), nullable=True))
