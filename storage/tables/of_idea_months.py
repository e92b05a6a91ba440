"""The tables of what happened to ideas in a month."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from .schema import metadata

# What people of a region are told of a month, once its organisers have released it.
idea_months = Table(
    "idea_months",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("period", String(7), nullable=False),  # such as 2026-10
    Column("region", String(5), nullable=False),  # a district, or a Land
    Column("places", String(80), nullable=False),  # the districts that it is for
    Column("state", String(10), nullable=False),  # draft, released, left_out, expired
    Column("above", Text, nullable=False),  # what organisers say before and after
    Column("below", Text, nullable=False),
    Column("wanted_by", String(32)),  # who released it first, where two are needed
    Column("campaign", String(16), unique=True),
    UniqueConstraint("period", "region"),
)

idea_month_items = Table(
    "idea_month_items",
    metadata,
    Column("month", ForeignKey("idea_months.id", ondelete="CASCADE"), primary_key=True),
    Column("idea", ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True),
    Column("change", ForeignKey("idea_changes.id", ondelete="CASCADE"), nullable=False),
    Column("left_out", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Who was told of a month: once, wherever they have moved meanwhile.
idea_month_told = Table(
    "idea_month_told",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("idea_month_told_participant", idea_month_told.c.participant)
