"""How long it takes to plan an invitation for many people into the outbox, with an audience.

    uv run python -m benchmarks.planning [--people 20000]

So many people in SQLite have agreed to be invited, and told in which of nine districts they live;
a fifth has answered already, a tenth was invited to something else this week. `look` is what an
organiser's preview reads; `draw` looks at everybody for a sample; `plan` writes all the rows.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dialogs.markup import plain
from dialogs.messages import Message
from dialogs.places import DISTRICTS
from dialogs.suppression import reach
from dialogs.surveys import shipped
from dialogs.surveys.audience import EVERYBODY, Audience
from dialogs.surveys.reading import read
from storage.ballots import Ballot
from storage.budget import Budget
from storage.campaign import Order
from storage.chats import Place
from storage.crypt import Keys
from storage.database import Database
from storage.migrations import upgrade
from storage.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GROUP = 1000
BUDGET = Budget(shared=True)
AUDIENCES = {
    "everybody": EVERYBODY,
    "Saxony, German": Audience(places=("14",), language="de"),
    "who has not answered": Audience(unanswered="erwartungen"),
    "2000 drawn": Audience(sample=2000, seed="benchmark"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    for name, audience in AUDIENCES.items():
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{Path(folder) / 'planning.db'}", Keys(bytes(32)))
            upgrade(database)
            fill(database, people)
            rows, took = planned(database, audience)
            times = ", ".join(f"{what} {time}" for what, time in took.items())
            print(f"{name:<22} {rows:>6} of {people} recipients: {times}", flush=True)
            database.close()


def fill(database: Database, people: int) -> None:
    for id in ("puls", "erwartungen"):
        made = read(shipped(id))
        database.do(lambda s, made=made: s.surveys.publish(s.surveys.add(made).id, NOW))  # type: ignore[misc]
    for first in range(0, people, GROUP):
        numbers = range(first, min(first + GROUP, people))
        database.do(lambda store, numbers=numbers: come(store, numbers))  # type: ignore[misc]
    other = make(database, "erwartungen", Audience(sample=people // 10, seed="other"))
    plan(database, other)


def come(store: Store, numbers: range) -> None:
    places = [Place("telegram", str(number), "de") for number in numbers]
    for number, chat in zip(numbers, store.chats.at(places, NOW).values(), strict=True):
        store.consents.note(chat, frozenset({"surveys", "contact"}), True, "1", NOW)
        store.residences.keep(chat.participant, DISTRICTS[number % len(DISTRICTS)].key)
        if number % 5 == 0:
            store.ballots.cast(Ballot("puls", 1, {"direction": "forward"}), chat.participant)


def planned(database: Database, audience: Audience) -> tuple[int, dict[str, str]]:
    """How many rows there are, and what took how long."""
    took = {"look": timed(lambda: database.look(lambda store: look(store, audience)))}
    id = make(database, "puls", audience)
    if audience.sample:
        took["draw"] = timed(lambda: draw(database, id))
    took["plan"] = timed(lambda: plan(database, id))
    return database.look(lambda store: store.campaigns.get(id)).recipients, took


def look(store: Store, audience: Audience) -> Any:
    return reach(store.campaigns.recipients.cells(), audience)


def make(database: Database, survey: str, audience: Audience) -> str:
    texts = {"de": Message(plain("Wir laden Sie ein."))}
    order = Order("green", audience=audience, approved_by="console")
    return database.do(lambda s: s.campaigns.make(survey, texts, NOW, NOW, order))


def draw(database: Database, id: str) -> None:
    aim = database.look(lambda store: store.campaigns.get(id)).aim
    cut = database.look(lambda store: store.campaigns.recipients.cut(aim, NOW, BUDGET))
    database.do(lambda store: store.campaigns.draw(id, cut))


def plan(database: Database, id: str) -> None:
    if database.look(lambda store: store.campaigns.get(id)).undrawn:
        draw(database, id)
    while database.look(lambda store: store.campaigns.get(id)).planned is None:
        database.do(lambda store: store.campaigns.plan(id, NOW, BUDGET))


def timed(work: Callable[[], Any]) -> str:
    """How long it took, and what the processor had to do for it, whatever else ran."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    took, busy = time.perf_counter() - began, time.process_time() - busy
    return f"{took:.2f} s (CPU {busy:.2f} s)"


if __name__ == "__main__":
    main()
