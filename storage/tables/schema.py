"""What all tables share, and the ones that are about nobody: versions, periods, notes.

Times are whole milliseconds since 1970 in UTC: they compare alike in both databases. Columns
named `*_sealed` are encrypted as `crypt` does it.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Moment = BigInteger
Id = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

# What the clock has done: each job's period once, whoever ticks.
periods = Table(
    "periods",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What the adapters remember between two runs: where they were, their keys and their tokens.
platform_notes = Table(
    "platform_notes",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value_sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
