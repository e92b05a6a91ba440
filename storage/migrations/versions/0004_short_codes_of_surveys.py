"""A short code for each published survey, to be typed where links carry nothing."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    op.add_column("surveys", sa.Column("code", sa.String(length=8), nullable=True))
    surveys = sa.table("surveys", sa.column("id"), sa.column("version"), sa.column("code"))
    taken: set[str] = set()
    query = sa.select(surveys.c.id).where(surveys.c.version > 0)
    for id in op.get_bind().execute(query).scalars().all():
        code = _drawn(taken)
        taken.add(code)
        op.execute(surveys.update().where(surveys.c.id == id).values(code=code))
    op.create_index("surveys_code", "surveys", ["code"], unique=True)


def _drawn(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(5))
        mixed = any(c.isdigit() for c in code) and any(c.isalpha() for c in code)
        if mixed and code not in taken:
            return code
