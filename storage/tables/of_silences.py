"""The table of those who were asked whether their data shall stay, as nothing is heard of them."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from .schema import metadata

# Once a silence; gone as soon as something is heard.
silences = Table(
    "silences",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    # Days left to answer, of those that the question told: only those on which the bot ran count.
    Column("days", Integer, nullable=False),
    Column("counted", Integer, nullable=False),  # the last of these, since 1970; first the asking
    Column("post", String(24)),  # the question's key in the outbox until it was said
    sqlite_with_rowid=False,
)
