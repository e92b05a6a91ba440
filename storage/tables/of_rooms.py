"""The tables of rooms: where many listen, and nobody is asked anything."""

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

from .schema import Moment, metadata

# Groups, channels and rooms to which organisers announce things. One whose registration has ended
# keeps neither address nor title, but for some weeks its hash: what was announced there stays so.
rooms = Table(
    "rooms",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("address_hash", LargeBinary(16), nullable=False, unique=True),
    Column("address_sealed", LargeBinary),
    Column("title_sealed", LargeBinary),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("region", String(8), nullable=False),  # an official key, or `revier`
    Column("topics", String(200), nullable=False),  # with spaces between; empty for all
    Column("surveys", Boolean, nullable=False),
    Column("results", Boolean, nullable=False),
    Column("events", String(8), nullable=False),  # never, weekly or each
    Column("language", String(20), nullable=False),
    Column("registered_by", String(16), nullable=False),  # the organiser
    Column("registered", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # on, paused or ended
    Column("ended", Moment),
    Column("untold", Boolean, nullable=False),  # ended, and organisers have not heard of it
)
Index("rooms_association", rooms.c.association)

# One-time words by which organisers register rooms, by a keyed hash; one an organiser.
room_words = Table(
    "room_words",
    metadata,
    Column("word", LargeBinary(16), primary_key=True),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("organiser", String(16), nullable=False),
    Column("language", String(20), nullable=False),
    Column("expires", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What was announced in a room: each thing once, whatever dies. `post` is the key of the message.
room_told = Table(
    "room_told",
    metadata,
    Column("room", ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    Column("thing", String(60), primary_key=True),
    Column("version", Integer, nullable=False),  # of an event
    Column("post", String(24)),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
Index("room_told_thing", room_told.c.thing)
