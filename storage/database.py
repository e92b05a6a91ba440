"""Transactions: each is one plain function, run whole in a worker thread.

`await database.run(work)` commits when `work` returns and rolls back on any exception; there is
no commit to forget. SQLite has one writer thread, so writers never wait for each other, and a
second connection for reading, so that counting holds up no reply.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from .crypt import KeyProblem, Keys
from .store import Store
from .surveys import Definitions
from .sweeping import TIMEOUT, empty_log, is_marked, mark, sweep
from .tables import meta

T = TypeVar("T")
THREADS = 4
"""Transactions at once on PostgreSQL."""


class StorageAway(Exception):
    """The database cannot be reached at the moment; try again later."""


class NotReady(Exception):
    """The database has to be made, upgraded or mended first; the message says how."""


@contextmanager
def told(opening: bool = False) -> Iterator[None]:
    """Raises StorageAway for a database that is away; `opening`, NotReady for one of no use."""
    try:
        yield
    except DBAPIError as error:
        if is_away(error):
            raise StorageAway(str(error.orig)) from error
        if opening:
            raise NotReady(f"Die Datenbank ist nicht zu gebrauchen: {error.orig}") from error
        raise


class Database:
    def __init__(self, url: str, keys: Keys) -> None:
        """`url` is `sqlite:///path` or `postgresql://user:password@host/name`."""
        self.keys = keys
        self.engine = engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.writers = 1 if self.is_sqlite else THREADS
        self._definitions: Definitions = {}
        self._lingers = False
        self._threads = ThreadPoolExecutor(self.writers, thread_name_prefix="storage")
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="reading")

    async def run(self, work: Callable[[Store], T]) -> T:
        """Run `work` in a transaction; raises StorageAway where the database cannot be reached."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.do, work)

    async def read(self, work: Callable[[Store], T]) -> T:
        """The same beside the writers, for work that only reads."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.look, work)

    def do(self, work: Callable[[Store], T]) -> T:
        """`run` in this thread."""
        with told():
            try:
                return self._commit(work)
            except IntegrityError:
                # Another process wrote the same at this moment; now it is there to be found.
                return self._commit(work)

    def look(self, work: Callable[[Store], T]) -> T:
        """`read` in this thread."""
        with told(), self.engine.connect().execution_options(reading=True) as connection:
            return work(Store(connection, self.keys, self._definitions))

    def rehearse(self, work: Callable[[Store], T]) -> T:
        """`do` and undo it: what it would change is seen by nobody."""
        with told(), self.engine.connect() as connection, connection.begin() as all_:
            try:
                store = Store(connection, self.keys, dict(self._definitions))
                result = work(store)
                store.flush()
                return result
            finally:
                all_.rollback()

    def _commit(self, work: Callable[[Store], T]) -> T:
        definitions = dict(self._definitions)
        with self.engine.begin() as connection:
            store = Store(connection, self.keys, definitions)
            result = work(store)
            store.flush()
            if self.is_sqlite and store.wiped:
                mark(connection)
        self._definitions.update(definitions)
        self._lingers = self._lingers or store.wiped
        if self.is_sqlite and store.surveys.untied:
            sweep(self.engine)
        if self.is_sqlite and self._lingers:
            self._lingers = not empty_log(self.engine)
        return result

    async def sweep(self) -> bool:
        """Write a SQLite file anew from which something was deleted for good; whether it was."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._sweep)

    def _sweep(self) -> bool:
        with told():
            if not self.is_sqlite or not is_marked(self.engine):
                return False
            swept = sweep(self.engine)
            self._lingers = not empty_log(self.engine)
            return swept

    def close(self) -> None:
        self._threads.shutdown()
        self._readers.shutdown()
        self.engine.dispose()


def check_key(database: Database) -> None:
    """Raises KeyProblem where the database was made with another key."""
    with told(opening=True), database.engine.connect() as connection:
        query = select(meta.c.value).where(meta.c.name == "key")
        made_with = connection.execute(query).scalar_one_or_none()
    if made_with != database.keys.check:
        raise KeyProblem(
            "Der Schlüssel passt nicht zu dieser Datenbank. Nehmen Sie die Schlüsseldatei, mit der"
            " sie angelegt wurde; ohne sie lassen sich die Daten nicht lesen."
        )


def check_url(url: str) -> None:
    """Raises ValueError where this is no address of a database that can be used."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    known = ("sqlite", "postgresql", "postgresql+psycopg")
    if parsed is None or parsed.drivername not in known:
        raise ValueError("sqlite:///pfad oder postgresql://benutzer:passwort@rechner/name")


def engine(url: str) -> Engine:
    """An engine with what each of the two databases needs."""
    # At DEBUG it would log every row.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        made = create_engine(parsed, connect_args={"timeout": TIMEOUT}, hide_parameters=True)
        _prepare_sqlite(made)
        return made
    return create_engine(
        parsed,
        pool_size=THREADS + 3,
        hide_parameters=True,  # errors are logged, what people say is not
        connect_args={
            "connect_timeout": 5,
            # A connection that died in between is noticed within a minute.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    )


def is_away(error: SQLAlchemyError) -> bool:
    """Whether an error means that the database is gone or busy, not that the work is wrong."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError))


def _prepare_sqlite(made: Engine) -> None:
    @event.listens_for(made, "connect")
    def connect(dbapi: Any, _: object) -> None:
        dbapi.isolation_level = None  # SQLAlchemy says BEGIN; the driver must not.
        for pragma in (
            "journal_mode=wal",
            "synchronous=full",  # what was acknowledged survives a power cut
            "foreign_keys=on",
            "secure_delete=on",  # what is deleted leaves nothing behind in the file
            "cache_size=-16000",
        ):
            dbapi.execute(f"pragma {pragma}")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        # A writer says so at once: reads before writes then never hit a stale snapshot.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("begin" if reading else "begin immediate")
