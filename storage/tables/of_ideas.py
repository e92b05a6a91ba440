"""The tables of ideas."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from .schema import Id, Moment, metadata

# The last number that was given: numbers of ideas that are gone are not given again.
idea_numbers = Table(
    "idea_numbers",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("last", Integer, nullable=False),
)

ideas = Table(
    "ideas",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # the number that people see
    Column("association", String(16)),  # the one that handles it
    Column("giver", ForeignKey("participants.id", ondelete="SET NULL")),
    Column("language", String(20), nullable=False),
    Column("words_sealed", LargeBinary),  # unless it is shown
    Column("words", Text),  # while it is, or was merged into another
    Column("region", String(8), nullable=False),  # an official key, or empty
    Column("topic", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("whom", String(200), nullable=False),  # to whom it was handed on
    Column("publication", String(10), nullable=False),  # waiting, published, rejected, merged
    Column("rule", String(20), nullable=False),  # why it was rejected
    Column("merged_into", ForeignKey("ideas.id", ondelete="SET NULL")),
    Column("made", Moment, nullable=False),
    Column("released", Moment),  # when it was shown first
    Column("answered", Moment),  # the last time that organisers said something
    Column("changed", Moment, nullable=False),  # the last status: retention counts from here
    Column("due", Integer),  # the day until which something is to happen, since 1970
)
Index("ideas_giver", ideas.c.giver)
Index("ideas_publication", ideas.c.publication, ideas.c.released)
Index("ideas_merged_into", ideas.c.merged_into)

# One person, one support: whatever is pressed twice.
idea_supporters = Table(
    "idea_supporters",
    metadata,
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("idea_supporters_participant", idea_supporters.c.participant)

# What has happened to an idea. `told` is empty until everybody has a row in `idea_told`.
idea_changes = Table(
    "idea_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),  # see `idea_handling.Change`
    Column("state", String(12), nullable=False),
    Column("whom", String(200), nullable=False),
    Column("words", Text, nullable=False),  # what organisers said, in public
    Column("rule", String(20), nullable=False),
    Column("by", String(32), nullable=False),  # the organiser, or empty
    Column("at", Moment, nullable=False),
    Column("told", Moment),
    sqlite_autoincrement=True,
)
Index("idea_changes_idea", idea_changes.c.idea)
Index("idea_changes_told", idea_changes.c.told)

# Who was told of a change: once a person, whatever dies. `post` is the key of the message.
idea_told = Table(
    "idea_told",
    metadata,
    Column("change", ForeignKey("idea_changes.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("post", String(24)),  # none where nobody could be written to
    sqlite_with_rowid=False,
)
Index("idea_told_participant", idea_told.c.participant)

# Whether people find that something has been done, by the change that says so.
idea_verdicts = Table(
    "idea_verdicts",
    metadata,
    Column("change", ForeignKey("idea_changes.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("agrees", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

idea_reports = Table(
    "idea_reports",
    metadata,
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)

# A rejected giver asks a second person to look; once.
idea_appeals = Table(
    "idea_appeals",
    metadata,
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("against", String(32), nullable=False),  # the organiser who rejected it
    Column("at", Moment, nullable=False),
    Column("decided", Moment),
)

# Where the people behind an idea live, counted once and kept as it may be told.
idea_counts = Table(
    "idea_counts",
    metadata,
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, nullable=False),
    Column("people", Integer, nullable=False),  # how many were counted
    Column("groups", Text, nullable=False),  # JSON: regions that are told as one, how many
)

# The exact point of an idea, until it is shown; the rough one from then on.
idea_points = Table(
    "idea_points",
    metadata,
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("point_sealed", LargeBinary, nullable=False),
    Column("shown", Boolean, nullable=False),
)
