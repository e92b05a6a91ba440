"""People's own words are found by whether they are shown: few of many are."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.drop_index("words_survey", table_name="words")
    op.create_index("words_survey", "words", ["survey", "version", "state", "question"])
