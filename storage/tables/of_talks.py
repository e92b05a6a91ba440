"""The tables of talks between residents and organisers."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from .schema import Id, Moment, metadata

# The number is the resident's name there: numbers of talks that are gone are not given again.
talks = Table(
    "talks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("association", String(16), nullable=False),  # the one that reads it
    Column("organiser", ForeignKey("organisers.id", ondelete="SET NULL")),  # who answers
    Column("topic", String(20), nullable=False),
    Column("opened", Moment, nullable=False),
    Column("changed", Moment, nullable=False),  # the last word or change of hands
    Column("waits", Moment),  # since when the resident waits for an answer
    Column("reminded", Boolean, nullable=False),  # that the resident waits
    Column("closed", Moment),
    # Where it was before it was handed over, until the resident goes on with it.
    Column("came_from", String(16)),
    Column("came_from_organiser", ForeignKey("organisers.id", ondelete="SET NULL")),
    sqlite_autoincrement=True,
)
Index("talks_participant", talks.c.participant)
Index("talks_association", talks.c.association, talks.c.closed)
Index("talks_organiser", talks.c.organiser)
Index("talks_came_from_organiser", talks.c.came_from_organiser)
Index("talks_closed", talks.c.closed, talks.c.changed)

# What was said and happened, in order: two who say the same number at once cannot both be written.
talk_words = Table(
    "talk_words",
    metadata,
    Column("talk", ForeignKey("talks.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("speaker", String(10), nullable=False),  # see `talk.Speaker`
    Column("words_sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Who was told of which entry: once a person, whatever dies. `post` is the message's key.
talk_told = Table(
    "talk_told",
    metadata,
    Column("talk", ForeignKey("talks.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("post", String(24)),  # none where nobody could be written to
    sqlite_with_rowid=False,
)
Index("talk_told_participant", talk_told.c.participant)

# Who may not begin a talk for some time, and by whom and by what rule.
talk_blocks = Table(
    "talk_blocks",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("talk", ForeignKey("talks.id", ondelete="CASCADE"), nullable=False),
    Column("rule", String(12), nullable=False),
    Column("by", String(16), nullable=False),  # the organiser
    Column("until", Moment, nullable=False),
    Column("appeal", String(8), nullable=False),  # see `talk.Block`
    sqlite_with_rowid=False,
)
Index("talk_blocks_talk", talk_blocks.c.talk)

# Organisers who are told nothing of new talks, because they asked for that.
off_duty = Table(
    "off_duty",
    metadata,
    Column("organiser", ForeignKey("organisers.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
