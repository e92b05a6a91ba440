"""Short codes: drawn at random, and never twice."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from dialogs.understanding.codes import ALPHABET, LENGTH, is_code

from .tables import posters, surveys


def fresh_code(connection: Connection) -> str:
    """A code that no survey and no poster has."""
    taken = set(connection.execute(select(surveys.c.code)).scalars())
    taken |= set(connection.execute(select(posters.c.code)).scalars())
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if is_code(drawn) and drawn not in taken:
            return drawn
