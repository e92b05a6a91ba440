"""The tables of associations, those who act for them, and what they did."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from .schema import Moment, metadata

# A civil-society group that organises; `profile` is what everybody may read of it, as JSON.
associations = Table(
    "associations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("profile", Text, nullable=False),
    Column("founded", Moment, nullable=False),
)

# Who may do what; `name` is what the one who invited calls them.
organisers = Table(
    "organisers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("role", String(12), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("since", Moment, nullable=False),
)
Index("organisers_participant", organisers.c.participant, organisers.c.association, unique=True)

# Codes that make somebody an organiser, once; by a keyed hash.
invites = Table(
    "invites",
    metadata,
    Column("code", LargeBinary(16), primary_key=True),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("role", String(12), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("invited_by", String(16), nullable=False),
    Column("expires", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What organisers did. Each row's seal covers the row and the seal before it.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("organiser", String(16), nullable=False),
    Column("association", String(16), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("before", LargeBinary(32), nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
)
