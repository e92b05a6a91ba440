"""How long a survey's results take, as they are and broken down, with many ballots.

    uv run python -m benchmarks.results [--ballots 100000]

One survey of five questions in SQLite, closed. `first` reads and counts every ballot, once for
each question that results are told by; `again` has them counted already, as a running bot has.
Before, what the close takes, which detaches words and rolls regions up; then each format, the
pictures of a chat, and the largest process that set one.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import Operator
from bot.days import written
from bot.printing import printed
from bot.reports.pictures import sketches
from bot.reports.report import report
from bot.reports.writing import Format
from bot.reports.writing import written as written_as
from bot.results.breakdown import Breakdown, breakdown, divider
from bot.results.counting import Counting
from bot.results.result import Result, result
from bot.results.sources import source
from dialogs.places import DISTRICTS
from dialogs.surveys import shipped
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey
from storage.ballots import Ballot
from storage.crypt import Keys
from storage.database import Database
from storage.migrations import upgrade
from storage.store import Store

OPERATOR = Operator(name="Bündnis Beispiel")
DAY = written(ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GROUP = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=100_000)
    number = parser.parse_args().ballots
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'results.db'}", Keys(bytes(32)))
        upgrade(database)
        survey = fill(database, number)
        counting = Counting()
        for by in ("", "region", "confidence", "field"):
            for times in ("first", "again"):
                took = timed(lambda by=by: look(database, counting, survey.id, by))  # type: ignore[misc]
                print(f"{by or 'all together':<14} {times:<6} {took}")
        write(database, counting, survey.id)
        database.close()


def write(database: Database, counting: Counting, id: str) -> None:
    """Every format of the result and of its breakdown by region."""
    survey = database.look(lambda store: source(store, id, OPERATOR)).survey
    for by in ("", "region"):
        one = report(look(database, counting, id, by), survey, "de")
        for format in Format:
            sizes: list[int] = []
            took = timed(lambda: sizes.append(len(written_as(one, format))))  # noqa: B023
            print(f"{by or 'all together':<14} {format:<6} {took} {sizes[0]:>8} B")
        if not by:
            for sketch in sketches(one):
                took = timed(lambda: sizes.append(len(printed(sketch.document, "png"))))  # noqa: B023
                print(f"{sketch.name:<21} {took} {sizes[-1]:>8} B")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"largest process that set one: {most} MB")


def fill(database: Database, number: int) -> Survey:
    """The survey, closed, with so many random ballots."""
    dice = random.Random(1)
    survey = read(shipped("erwartungen"))
    database.do(lambda store: store.surveys.publish(store.surveys.add(survey).id, NOW))
    for start in range(0, number, GROUP):

        def cast(store: Store, start: int = start) -> None:
            for person in range(start, min(start + GROUP, number)):
                store.ballots.cast(Ballot(survey.id, 1, drawn(survey, dice)), str(person))

        database.do(cast)
    took = timed(lambda: database.do(lambda store: store.surveys.close(survey.id, NOW)))
    print(f"{'close':<21} {took}")
    return survey


def drawn(survey: Survey, dice: random.Random) -> dict[str, Any]:
    fields = [choice.value for choice in survey.questions[0].answer.offered()]
    answers: dict[str, Any] = {
        "field": dice.choice(fields),
        "confidence": dice.randint(1, 5),
        "district": dice.choice(DISTRICTS).key,
        "wish": "Mehr Bänke",
    }
    if answers["field"] == "mobility":
        answers["mobility"] = dice.sample(["bus", "rail", "bike", "road"], 2)
    return answers


def look(database: Database, counting: Counting, id: str, by: str) -> Result | Breakdown:
    def work(store: Store) -> Result | Breakdown:
        made = source(store, id, OPERATOR)
        if not by:
            return result(made, "de", DAY)
        crossed = counting.of(store, made.survey, divider(made, by))
        return breakdown(made, by, crossed, "de", DAY)

    return database.look(work)


def timed(work: Callable[[], object]) -> str:
    """How long it took, and what this process had to do for it, whatever else ran."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    took, busy = time.perf_counter() - start, time.process_time() - busy
    return f"{took * 1000:8.1f} ms (CPU {busy * 1000:7.1f} ms)"


if __name__ == "__main__":
    main()
