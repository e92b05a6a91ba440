"""Ideas of residents, who supports them, what becomes of them, and who was told of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    numbers = op.create_table(
        "idea_numbers",
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_idea_numbers")),
    )
    op.bulk_insert(numbers, [{"name": "ideas", "last": 0}])
    _ideas()
    _changes()
    _people("idea_supporters", "idea", "ideas")
    op.create_index("idea_supporters_participant", "idea_supporters", ["participant"])
    _people("idea_told", "change", "idea_changes", sa.Column("post", sa.String(length=24)))
    op.create_index("idea_told_participant", "idea_told", ["participant"])
    agrees: sa.Column[bool] = sa.Column("agrees", sa.Boolean(), nullable=False)
    _people("idea_verdicts", "change", "idea_changes", agrees)
    _people("idea_reports", "idea", "ideas")
    op.create_table(
        "idea_appeals",
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea"], ["ideas.id"], name=op.f("fk_idea_appeals_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea", name=op.f("pk_idea_appeals")),
    )
    op.add_column("files", sa.Column("idea", sa.Integer(), nullable=True))
    op.create_index("files_idea", "files", ["idea"])


def _ideas() -> None:
    op.create_table(
        "ideas",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("association", sa.String(length=16), nullable=True),
        sa.Column("giver", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("whom", sa.String(length=200), nullable=False),
        sa.Column("publication", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("released", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["giver"], ["participants.id"], name=op.f("fk_ideas_giver"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["ideas.id"], name=op.f("fk_ideas_merged_into"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
    )
    op.create_index("ideas_giver", "ideas", ["giver"])
    op.create_index("ideas_publication", "ideas", ["publication", "released"])
    op.create_index("ideas_merged_into", "ideas", ["merged_into"])


def _changes() -> None:
    op.create_table(
        "idea_changes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("idea", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("whom", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea"], ["ideas.id"], name=op.f("fk_idea_changes_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("idea_changes_idea", "idea_changes", ["idea"])
    op.create_index("idea_changes_told", "idea_changes", ["told"])


def _people(table: str, of: str, whole: str, *more: sa.Column[Any]) -> None:
    """Who has to do with each idea or change, once each."""
    kind = sa.Integer() if whole == "ideas" else _ID
    op.create_table(
        table,
        sa.Column(of, kind, nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            [of], [f"{whole}.id"], name=op.f(f"fk_{table}_{of}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f(f"fk_{table}_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(of, "participant", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
