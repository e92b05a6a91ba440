"""Talks of residents with organisers, what was said in them, and who was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _talks()
    op.create_table(
        "talk_words",
        sa.Column("talk", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=10), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of("talk_words", "talk", "talks"),
        sa.PrimaryKeyConstraint("talk", "number", name=op.f("pk_talk_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "talk_told",
        sa.Column("talk", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=24), nullable=True),
        _of("talk_told", "talk", "talks"),
        _of("talk_told", "participant", "participants"),
        sa.PrimaryKeyConstraint("talk", "number", "participant", name=op.f("pk_talk_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("talk_told_participant", "talk_told", ["participant"])
    op.create_table(
        "talk_blocks",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("talk", _ID, nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("appeal", sa.String(length=8), nullable=False),
        _of("talk_blocks", "participant", "participants"),
        _of("talk_blocks", "talk", "talks"),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_talk_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_index("talk_blocks_talk", "talk_blocks", ["talk"])
    op.create_table(
        "off_duty",
        sa.Column("organiser", sa.String(length=16), nullable=False),
        _of("off_duty", "organiser", "organisers"),
        sa.PrimaryKeyConstraint("organiser", name=op.f("pk_off_duty")),
        sqlite_with_rowid=False,
    )


def _talks() -> None:
    op.create_table(
        "talks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=True),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.BigInteger(), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.Column("came_from", sa.String(length=16), nullable=True),
        sa.Column("came_from_organiser", sa.String(length=16), nullable=True),
        _of("talks", "participant", "participants"),
        _of("talks", "organiser", "organisers", "SET NULL"),
        _of("talks", "came_from_organiser", "organisers", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sqlite_autoincrement=True,
    )
    for name, columns in {
        "talks_participant": ["participant"],
        "talks_association": ["association", "closed"],
        "talks_organiser": ["organiser"],
        "talks_came_from_organiser": ["came_from_organiser"],
        "talks_closed": ["closed", "changed"],
    }.items():
        op.create_index(name, "talks", columns)


def _of(table: str, column: str, other: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=gone)
