"""Writes a file of SQLite anew: in its pages, rows leave copies behind and lie as they came."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, exists, select
from sqlalchemy.dialects.sqlite import insert

from .tables import meta

SMALL = 64 * 2**20
"""Bytes of a file that is written anew in memory; a larger one goes through another file."""
TIMEOUT = 10
"""Seconds to wait for another process's transaction."""
_MARK = "unswept"


def mark(connection: Connection) -> None:
    """Have it be written anew, even if this process ends before that."""
    row = {"name": _MARK, "value": ""}
    connection.execute(insert(meta).values(row).on_conflict_do_nothing())


def is_marked(engine: Engine) -> bool:
    with engine.connect().execution_options(reading=True) as connection:
        return bool(connection.execute(select(exists().where(meta.c.name == _MARK))).scalar_one())


def sweep(engine: Engine) -> bool:
    """Write it anew, all rows in the order of their keys; false where another process is in it.

    `secure_delete` clears rows that are deleted, but not the copies that stay behind where a page
    was divided; and within a page rows lie in the order in which they came.
    """
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        pages, size = (driver.execute(f"pragma {n}").fetchone()[0] for n in _SIZE)
        driver.execute(f"pragma temp_store={'memory' if pages * size <= SMALL else 'default'}")
        driver.execute("vacuum")
        driver.execute("delete from meta where name = ?", (_MARK,))
    except sqlite3.OperationalError:
        # What was to be stored is stored, and the mark says what is left to do.
        connection.invalidate()
        return False
    finally:
        connection.close()
    return True


def empty_log(engine: Engine) -> bool:
    """Cut off SQLite's log, which still has what was deleted; false if a reader is in it."""
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        driver.execute("pragma busy_timeout=1000")
        busy = driver.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        driver.execute(f"pragma busy_timeout={TIMEOUT * 1000}")
    except sqlite3.OperationalError:
        # What was to be stored is stored; the next transaction tries again.
        connection.invalidate()
        return False
    finally:
        connection.close()
    return not busy


_SIZE = ("page_count", "page_size")
