"""Feeds keep why they cannot be read as values, and which kind all their entries are of."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    for name, default in (("reasons", "[]"), ("kind", "")):
        size = sa.Text() if name == "reasons" else sa.String(length=10)
        column = sa.Column(name, size, server_default=sa.text(f"'{default}'"), nullable=False)
        op.add_column("feeds", column)
    feeds = sa.table("feeds", *map(sa.column, ("id", "error", "reasons")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(feeds).where(feeds.c.error != "")).all():
        kept = json.dumps([{"name": "older", "said": row.error}], ensure_ascii=False)
        connection.execute(sa.update(feeds).where(feeds.c.id == row.id).values(reasons=kept))
    op.drop_column("feeds", "error")
