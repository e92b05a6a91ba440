"""What every ballot adds to, a row for each version of a survey."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from dialogs.surveys.tally import Tallies, Tally

from .tables import tallies

_decode = msgspec.json.Decoder(Tallies).decode
_encode = msgspec.json.Encoder().encode
_TALLY = select(tallies.c.version, tallies.c.tally).where(tallies.c.survey == bindparam("id"))
_KEEP = (
    update(tallies)
    .where(tallies.c.survey == bindparam("id"), tallies.c.version == bindparam("number"))
    .values(tally=bindparam("json"))
)


def tallies_of(connection: Connection, id: str) -> dict[int, Tallies]:
    """Version → its tallies."""
    rows = connection.execute(_TALLY, {"id": id}).all()
    return {row.version: _decode(row.tally) for row in rows}


def keep_tallies(connection: Connection, id: str, version: int, both: Tallies) -> None:
    values = {"id": id, "number": version, "json": _encode(both).decode()}
    connection.execute(_KEEP, values)


def begin_tallies(connection: Connection, id: str, version: int) -> None:
    """A version without ballots."""
    row = {"survey": id, "version": version, "tally": _encode(Tallies(Tally(), Tally())).decode()}
    connection.execute(insert(tallies), row)
