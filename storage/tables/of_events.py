"""The tables of events: where they are known from, who wants to hear and was told."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from .schema import Moment, metadata

# What happens in the region, as it is now. `version` counts what people have to be told of;
# `unannounced` is since when some of them have not been.
events = Table(
    "events",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("association", String(40), nullable=False),  # empty: the alliance's
    Column("version", Integer, nullable=False),
    Column("starts", Moment, nullable=False),
    Column("over", Moment, nullable=False),
    Column("published", Moment, nullable=False),  # later than any before, whatever the clock says
    Column("unannounced", Moment),
    Column("event", Text, nullable=False),  # JSON
)
Index("events_over", events.c.over)
Index("events_published", events.c.published, unique=True)
_unannounced = events.c.unannounced.is_not(None)
Index(
    "events_unannounced",
    events.c.unannounced,
    sqlite_where=_unannounced,
    postgresql_where=_unannounced,
)

# An event as it was when its version was told: to say what has changed since.
event_versions = Table(
    "event_versions",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("told", Text, nullable=False),  # JSON
)

# Calendars that are fetched again and again.
feeds = Table(
    "feeds",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("association", String(40), nullable=False),
    Column("url", String(1000), nullable=False),
    Column("name", String(120), nullable=False),
    Column("regions", String(200), nullable=False),
    Column("topics", String(100), nullable=False),
    Column("etag", String(300), nullable=False),
    Column("modified", String(100), nullable=False),
    Column("due", Moment, nullable=False),
    Column("checked", Moment),
    Column("failures", Integer, nullable=False),
    Column("asker", String(16)),  # the organiser who is told how its first reading went
    Column("breakages", Integer, nullable=False, server_default=text("0")),
    Column("told", Boolean, nullable=False, server_default=false()),  # that it is broken now
    Column("reasons", Text, nullable=False, server_default=text("'[]'")),  # why; JSON
    Column("kind", String(10), nullable=False, server_default=text("''")),  # of all its entries
)

# Where an event is known from; a file that was imported once has no feed.
event_sources = Table(
    "event_sources",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("key", String(64), primary_key=True),  # a hash of what the source calls it
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("link", String(500), nullable=False),
    Column("leads", Boolean, nullable=False),  # the one whose word counts
    # How often in a row it did not list the event.
    Column("missing", Integer, nullable=False, server_default=text("0")),
)
Index("event_sources_event", event_sources.c.event)

# How often somebody wants to hear of events, and what they want to hear of. `done` is the last
# period that was looked after; `lands` whose holidays count.
alerts = Table(
    "alerts",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("frequency", String(10), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("lands", String(10), nullable=False),
    Column("done", Moment, nullable=False),
    sqlite_with_rowid=False,
)
Index("alerts_due", alerts.c.frequency, alerts.c.hour, alerts.c.lands, alerts.c.done)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("place", String(8), primary_key=True),
    Column("radius", Integer, primary_key=True),  # kilometres
    Column("topic", String(20), primary_key=True),  # empty: all
    sqlite_with_rowid=False,
)

# One digest a person and period, whatever dies and however the clock jumps.
digests = Table(
    "digests",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(20), primary_key=True),
    Column("day", Integer, nullable=False),  # since 1970
    sqlite_with_rowid=False,
)
Index("digests_day", digests.c.day)

# Who was told of which version of an event, until a day after its end.
event_told = Table(
    "event_told",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("post", String(24)),  # the key of the one that says so
    sqlite_with_rowid=False,
)
Index("event_told_participant", event_told.c.participant)
Index("event_told_post", event_told.c.post)

# What somebody does with an event; gone a day after its end.
event_marks = Table(
    "event_marks",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("coming", Boolean, nullable=False),
    Column("saved", Boolean, nullable=False),
    Column("remind", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index("event_marks_participant", event_marks.c.participant)

# An event that organisers write or change. `waiting`: published when it is `due`. `published`:
# kept to write the next one by it.
event_drafts = Table(
    "event_drafts",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("association", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("changes", String(12)),  # the published event that it changes
    Column("whole", Boolean, nullable=False),  # with all later dates of its series
    Column("organiser", String(16), nullable=False),  # who wrote it, or wants it published
    Column("due", Moment),
    Column("changed", Moment, nullable=False),
    Column("written", Text, nullable=False),  # JSON
)
Index("event_drafts_association", event_drafts.c.association)
Index("event_drafts_due", event_drafts.c.due)
Index("event_drafts_changed", event_drafts.c.changed)
