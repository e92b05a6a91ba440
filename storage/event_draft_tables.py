"""The table of events that are written; see `tables` for what it has in common with all others."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text

from .tables import Moment, metadata

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
