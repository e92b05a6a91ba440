"""How regions are told apart in the results of a survey, once its ballots keep nothing finer."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("survey_versions", sa.Column("regions", sa.Text(), nullable=True))
