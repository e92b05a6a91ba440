"""The tables of people: who they are to the bot, where they write, what they agreed to."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from .schema import Id, Moment, metadata

# What was heard, by a keyed hash of the platform's name for it: never a platform id.
heard = Table(
    "heard",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("error", String(200)),
    sqlite_with_rowid=False,
)
Index("heard_at", heard.c.at)

# A person, known by nothing but a random id. `consents` is what holds now ("surveys -contact":
# given, refused); the proof of each step stands in the table of that name.
participants = Table(
    "participants",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("language", String(20), nullable=False),
    Column("consents", String(200), nullable=False),
    Column("seen", Integer, nullable=False),  # days since 1970: no finer than retention needs
    Column("last_chat", Id),  # the one used last, where there was more than one; no time
    sqlite_with_rowid=False,
)
Index("participants_seen", participants.c.seen)

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("address_hash", LargeBinary(16), nullable=False, unique=True),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("session_sealed", LargeBinary),
    Column("gone", Boolean, nullable=False),  # blocked the bot or left
    Column("seen", Integer),  # days since 1970, where it was heard of since this is kept
    sqlite_autoincrement=True,
)
Index("chats_participant", chats.c.participant)

# One-time codes that join another chat to this one, by a keyed hash.
link_codes = Table(
    "link_codes",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("expires", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Wrong codes lately, by a keyed hash of the chat: deleting everything must not give new tries.
link_tries = Table(
    "link_tries",
    metadata,
    Column("who", LargeBinary(16), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("until", Moment, nullable=False),  # when they are forgotten
    sqlite_with_rowid=False,
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("text_version", String(60), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("consents_participant", consents.c.participant)

# What people call places, beside the names that come with the package.
place_names = Table(
    "place_names",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("region", String(8), primary_key=True),  # its official key
    sqlite_with_rowid=False,
)

# In which district people live, if they told it: for messages from nearby, and to be counted.
residences = Table(
    "residences",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("region", String(8), nullable=False),
    sqlite_with_rowid=False,
)

# What was pushed to one person because of one thing: once, whatever dies.
notices = Table(
    "notices",
    metadata,
    Column("thing", String(40), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("event", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
Index("notices_participant", notices.c.participant)
