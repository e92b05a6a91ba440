"""Puts all parts together, starts and stops them; the only place that knows the real ones."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol

from filelock import FileLock, Timeout

from adapters.adapter import Adapter
from storage.crypt import read_key
from storage.database import Database, StorageAway, check_key
from storage.lock import SenderLock
from storage.migrations import check_schema

from .campaigns.hours import Hours
from .campaigns.planner import Planner
from .clock import Clock, Job, patient, scheduler
from .config import Config
from .delivery.sender import Sender
from .events.alerting import Alerting
from .events.feeding import Feeding
from .fetching import Fetching
from .ideas.news import News
from .ideas.sheet import Telling
from .inbox import Inbox
from .organising.filing import Filing
from .organising.unsaid import Unsaid
from .reports.drawing import Drawing
from .rooms.announcing import Announcing
from .sending.repeating import Repeating
from .silence import Silence
from .talks.reminding import Reminding
from .tending import Tending
from .turns import Turns

WAIT = 2.0
"""Seconds between two tries to reach the database at the start."""

log = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another process runs on the same SQLite file."""


@contextlib.contextmanager
def opened(config: Config) -> Iterator[Database]:
    """The database, if it is ready and the key is its own; raises KeyProblem, NotReady."""
    database = Database(config.url, read_key(config.key_file))
    try:
        check_schema(database)
        check_key(database)
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def opened_at_last(config: Config) -> Iterator[Database]:
    """The same, waiting for a PostgreSQL server that is not there yet."""
    waiting = False
    while True:
        with contextlib.ExitStack() as stack:
            try:
                database = stack.enter_context(opened(config))
            except StorageAway as away:
                if config.sqlite_file is not None:
                    raise
                if not waiting:
                    log.warning("the database is away, the start waits for it: %s", away)
                waiting = True
                time.sleep(WAIT)
                continue
            yield database
            return


@contextlib.contextmanager
def alone(config: Config) -> Iterator[None]:
    """Holds the SQLite file against a second run; raises AlreadyRunning."""
    if config.sqlite_file is None:
        yield
        return
    lock = FileLock(f"{config.sqlite_file}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(
            f"Auf {config.sqlite_file} läuft schon ein „revierstimme run“. Beenden Sie es zuerst."
        ) from None
    with lock:
        yield


def adapters_of(config: Config, database: Database) -> list[Adapter]:
    """The platforms that the configuration names."""
    return [
        platform.adapter(database, config.data_dir)
        for platform in config.platforms.values()
        if platform.is_set
    ]


class Worker(Protocol):
    async def run(self) -> None:
        """Until cancelled."""


class App:
    """One running bot: everything between the platforms and the database."""

    def __init__(
        self, config: Config, database: Database, adapters: Sequence[Adapter], clock: Clock
    ) -> None:
        self.clock = clock
        self._adapters = adapters
        self._config = config
        self._database = database
        set_ = config.broadcast
        hours = Hours(set_.earliest, set_.latest, set_.rest_days)
        self._senders = {
            adapter.name: Sender(
                database, adapter, clock, SenderLock(database, adapter.name), hours
            )
            for adapter in adapters
        }
        self._fetching = {
            adapter.name: Fetching(database, adapter, clock, partial(self._leads, adapter.name))
            for adapter in adapters
        }
        self._filing = [
            Filing(
                database,
                one,
                clock,
                partial(self._leads, one.name),
                self._senders[one.name],
                Telling.of(config),
            )
            for one in adapters
        ]
        self.inbox = Inbox(database, Turns(config), clock, self._senders, self._fetching)

    async def run(self) -> None:
        """Until cancelled, or until every adapter has nothing more to hear."""
        jobs = self._jobs()
        # Where nothing but text can be said, nobody would see a picture.
        seen = any(adapter.can.caption for adapter in self._adapters)
        draw = Drawing(self._database, self._config) if seen else None
        ticks = scheduler(self.clock.zone, jobs, draw)
        ticks.start()
        try:
            async with asyncio.TaskGroup() as group:
                background = [
                    group.create_task(patient(name, job)()) for name, job in jobs.items()
                ]
                background += [group.create_task(one.run()) for one in self._workers()]
                if not self._adapters:
                    await asyncio.Event().wait()
                async with asyncio.TaskGroup() as listening:
                    for adapter in self._adapters:
                        listening.create_task(adapter.listen(self.inbox.receive))
                for task in background:
                    task.cancel()
        finally:
            ticks.shutdown(wait=False)
            # Not before the senders are done: they let what is being said come to its end.
            for adapter in self._adapters:
                await adapter.close()

    def _jobs(self) -> dict[str, Job]:
        """What is done at the start and then now and again."""
        return {
            "tend": Tending(self._database, self._config.retention, self.clock),
            "repeat": Repeating(self._database, self._config, self.clock),
            "remind": Reminding(self._database, self._config, self.clock),
            "unsaid": Unsaid(self._database, self._config, self.clock),
            "silence": Silence(self._database, self._config, self.clock),
        }

    def _workers(self) -> Iterator[Worker]:
        """What works all the time, waiting for its own."""
        senders, broadcast = self._senders.values(), self._config.broadcast
        hours = Hours(broadcast.earliest, broadcast.latest, broadcast.rest_days)
        yield self.inbox
        yield Planner(self._database, self.clock, senders, broadcast)
        yield Feeding(self._database, self.clock, self._config.feeds, broadcast)
        yield Alerting(self._database, self.clock, senders, broadcast)
        yield News(self._database, self.clock, senders, hours)
        yield Announcing(self._database, self.clock, senders, self._config)
        yield from senders
        yield from self._fetching.values()
        yield from self._filing

    def _leads(self, platform: str) -> bool:
        return self._senders[platform].leads


def serve(config: Config) -> None:
    """`revierstimme run`: until it is told to stop."""
    clock = Clock(config.zone, config.clock_file)
    clock.now()  # a clock that cannot be read is told at once
    with alone(config), opened_at_last(config) as database:
        if config.clock_file:
            log.warning("the time comes from %s, this is a rehearsal", config.clock_file)
        adapters = adapters_of(config, database)
        if not adapters:
            log.warning("no platform is configured: nobody can write to this bot yet")
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_until_stopped(App(config, database, adapters, clock)))
    log.info("stopped")


async def _until_stopped(app: App) -> None:
    running = asyncio.create_task(app.run())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    # What is loaded stays: to look through it for garbage again and again took a tenth of a turn.
    gc.collect()
    gc.freeze()
    log.info("running")
    await running
