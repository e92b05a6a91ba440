"""What refers to a person follows them to another id, whatever tables there are."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    UniqueConstraint,
    exists,
    update,
)

from .tables import metadata, participants


def references() -> Iterator[tuple[Table, Column[str]]]:
    """Every column that holds a participant's id, with its table."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is participants.c.id for key in column.foreign_keys):
                yield table, column


def follow(connection: Connection, giver: str, taker: str) -> None:
    """Have all that is one person's be another's.

    What the taker has already, such as having been told of a campaign, stays the giver's.
    """
    for table, column in references():
        there = [_is_there(table, column, unique, taker) for unique in _uniques(table, column)]
        theirs = update(table).where(column == giver, *(~each for each in there))
        connection.execute(theirs.values({column: taker}))


def _uniques(table: Table, column: Column[str]) -> Iterator[set[str]]:
    """The other columns of each key in which there can be one person only."""
    keys = [
        table.primary_key.columns,
        *(c.columns for c in table.constraints if isinstance(c, UniqueConstraint)),
        *(index.columns for index in table.indexes if index.unique),
    ]
    for key in keys:
        if column.name in key:
            yield {name for name in key.keys() if name != column.name}  # noqa: SIM118


def _is_there(
    table: Table, column: Column[str], others: set[str], taker: str
) -> ColumnElement[bool]:
    """Whether the taker has a row with the same key."""
    own = table.alias()
    same = [own.c[name] == table.c[name] for name in sorted(others)]
    return exists().where(own.c[column.name] == taker, *same).correlate(table)
