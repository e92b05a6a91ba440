"""Feeds tell their organisers when they break, and events that a feed lists no more."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    zero, false = sa.text("0"), sa.false()
    columns: tuple[tuple[str, sa.Column[Any]], ...] = (
        ("event_sources", sa.Column("missing", sa.Integer(), server_default=zero, nullable=False)),
        ("feeds", sa.Column("asker", sa.String(length=16), nullable=True)),
        ("feeds", sa.Column("breakages", sa.Integer(), server_default=zero, nullable=False)),
        ("feeds", sa.Column("told", sa.Boolean(), server_default=false, nullable=False)),
    )
    for table, column in columns:
        op.add_column(table, column)
