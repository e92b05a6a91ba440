"""One k: it goes through every gate, and a survey keeps the one that it was published with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import ConfigProblem, load
from bot.results.result import result
from bot.results.settings import Results
from bot.results.sources import source
from dialogs.suppression import LEAST_K, K, split
from dialogs.surveys.tally import STEP
from storage.ballots import Ballot
from storage.database import Database
from tests.bot.talking import NOW, config
from tests.bot.test_results import DAY, OPERATOR
from tests.storage.samples import survey

BOT = Path(__file__).parents[3] / "bot"
GATES = {"reach", "rounded", "parts", "by_posters", "raw", "split", "merged", "kept", "Shown"}
GATES |= {"sent_to", "_size"}
DEMO = "bot/cli/demo.py"
"""It shows what is made up."""


def calls() -> Iterator[tuple[str, str]]:
    """Each call of a gate in the bot, with its place."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            call, called = ast.unparse(node), node.func
            gate = isinstance(called, ast.Name) and called.id in GATES
            # Organisers have parts of their own.
            gate = gate and not call.startswith(("parts(asked", "parts(doing", "parts(acting"))
            gate = gate and path.parent.name != "events"
            if gate or call.partition("(")[0].endswith("surveys.publish"):
                yield f"{path.relative_to(BOT.parent).as_posix()}:{node.lineno}", call


def test_no_gate_is_left_to_its_default() -> None:
    found = dict(calls())
    assert len(found) > 15
    left = {place: call for place, call in found.items() if not re.search(r"\bk\b", call)}
    assert [place for place in left if not place.startswith(DEMO)] == []


def published(database: Database, k: int, number: int) -> None:
    """So many people answer a survey that is published with that k."""

    def publish(store: object) -> None:
        made = survey(results="public")
        store.surveys.publish(store.surveys.add(made).id, NOW, k)  # type: ignore[attr-defined]

    database.do(publish)
    database.do(
        lambda store: [
            store.ballots.cast(Ballot("bus", 1, {"rides": ("yes", "no")[n % 2]}), f"p{n}")
            for n in range(number)
        ]
    )


@pytest.mark.parametrize("k", [LEAST_K, K, 15])
def test_numbers_are_told_from_k_on(database: Database, k: int) -> None:
    published(database, k, k - 1)
    database.do(lambda store: store.surveys.close("bus", NOW))
    made = database.look(lambda store: result(source(store, "bus", OPERATOR), "de", DAY))
    assert made.questions[0].why == "few"
    assert str(k) in " ".join(made.note)


@pytest.mark.parametrize("k", [LEAST_K, 15])
def test_with_k_people_there_are_numbers(sqlite: Database, k: int) -> None:
    published(sqlite, k, k)
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    made = sqlite.look(lambda store: result(source(store, "bus", OPERATOR), "de", DAY))
    assert made.questions[0].n == k


@pytest.mark.parametrize("k", [LEAST_K, K, 15])
def test_steps_are_of_k_and_of_ten_at_least(sqlite: Database, k: int) -> None:
    step, shown = max(STEP, k), set()
    published(sqlite, k, 0)
    for n in range(3 * step + 1):
        sqlite.do(lambda s, n=n: s.ballots.cast(Ballot("bus", 1, {"rides": "no"}), f"p{n}"))  # type: ignore[misc]
        later = NOW.replace(year=2027 + n)
        sqlite.do(lambda s, later=later: s.surveys.release("bus", later))  # type: ignore[misc]
        both = sqlite.look(lambda store: store.surveys.tallies("bus"))[1]
        shown.add(both.released.participants)
    assert sorted(shown) == [0, step, 2 * step]


def test_a_survey_keeps_the_k_that_it_was_published_with(sqlite: Database) -> None:
    published(sqlite, 12, 0)
    again = survey(results="public", opening={"de": "Neu."})

    def anew(store: object) -> None:
        store.surveys.add(again)  # type: ignore[attr-defined]
        store.surveys.publish("bus", NOW, LEAST_K)  # type: ignore[attr-defined]

    sqlite.do(anew)
    assert sqlite.look(lambda store: store.surveys.standing("bus")).k == 12
    assert sqlite.look(lambda store: source(store, "bus", OPERATOR)).k == 12


def test_two_values_of_k_for_one_survey_would_tell_of_few() -> None:
    """Why it is kept: what each hides, both together tell (docs/unterdrueckung.md)."""
    sizes = {"a": 4, "c": 0, "b": 12, "s": 30, "t": 40, "u": 60}
    low, high = split(sizes, 10), split(sizes, 15)
    assert low is not None
    assert high is not None
    assert (low.pool, high.pool) == (("a", "c", "s"), ("a", "c", "b"))
    # The first shows b, the second a, b and c together: so there are 4 in a and c.
    assert sum(sizes[name] for name in high.pool) - sizes["b"] == 4


@pytest.mark.parametrize("k", [4, 0, -1, 101])
def test_what_is_no_k_is_refused_with_a_reason(tmp_path: Path, k: int) -> None:
    file = tmp_path / "revierstimme.toml"
    file.write_text(f"[results]\nk = {k}\n")
    with pytest.raises(ConfigProblem, match=r"results\.k") as refused:
        load(file)
    assert "mindestens 5" in str(refused.value) or k > 100


def test_k_is_ten_unless_somebody_says_otherwise() -> None:
    assert (config().results.k, Results(k=LEAST_K).k) == (K, 5)
