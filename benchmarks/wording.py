"""How well doubtful wording is found: `python -m benchmarks.wording`.

Prints precision and recall by rule for each file of labelled texts (columns text, language, kind,
choices, rules), how many good texts are left alone, and the time for a text. `--wrong` lists what
was missed or found wrongly.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from msgspec import Struct

from dialogs.wording import Said, look
from dialogs.wording.finding import Kind

HERE = Path(__file__).parent.parent / "tests" / "data" / "wording"
FILES = (HERE / "dev.csv", HERE / "unseen.csv", HERE / "fresh.csv")


class Labelled(Struct, frozen=True):
    """A text, and the rules that it breaks."""

    said: Said
    rules: frozenset[str]


class Measured(Struct, frozen=True):
    """How often a rule was found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read(file: Path) -> list[Labelled]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                Said(
                    row["text"],
                    row["language"],
                    cast(Kind, row["kind"]),
                    tuple(filter(None, row["choices"].split(" / "))),
                ),
                frozenset(row["rules"].split()),
            )
            for row in csv.DictReader(lines)
        ]


def found(labelled: Labelled) -> frozenset[str]:
    return frozenset(finding.rule for finding in look(labelled.said))


def measured(rows: Iterable[Labelled]) -> dict[str, Measured]:
    """By rule, and all together by `all`."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in rows:
        told = found(row)
        for counts, rules in (
            (right, told & row.rules),
            (wrong, told - row.rules),
            (missed, row.rules - told),
        ):
            counts.update([*rules, *("all" for _ in rules)])
    names = [*sorted({*right, *wrong, *missed} - {"all"}), "all"]
    return {name: Measured(right[name], wrong[name], missed[name]) for name in names}


def good_left_alone(rows: Iterable[Labelled], kinds: tuple[str, ...]) -> tuple[int, int]:
    """Of the texts that break no rule: in how many nothing is found, and how many they are."""
    good = [row for row in rows if not row.rules and row.said.kind in kinds]
    return sum(not found(row) for row in good), len(good)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    for file in given.files:
        rows = read(file)
        print(
            f"{file.name:<16}{'right':>8}{'wrong':>8}{'missed':>8}{'precision':>11}{'recall':>8}"
        )
        for name, one in measured(rows).items():
            print(
                f"{name:<16}{one.right:>8}{one.wrong:>8}{one.missed:>8}"
                f"{one.precision:>11.2f}{one.recall:>8.2f}"
            )
        for name, kinds in (("questions", ("question",)), ("texts", ("message", "button"))):
            alone, of = good_left_alone(rows, kinds)
            print(f"good {name} left alone: {alone} of {of}")
        _times(rows)
        if given.wrong:
            _tell(rows)


def _times(rows: list[Labelled]) -> None:
    times = []
    for row in rows:
        start = time.perf_counter()
        look(row.said)
        times.append((time.perf_counter() - start) * 1000)
    print(f"a text: median {statistics.median(times):.2f} ms, longest {max(times):.1f} ms\n")


def _tell(rows: list[Labelled]) -> None:
    for row in rows:
        told = found(row)
        if told != row.rules:
            print(f"  {row.said.text}\n    +{set(told - row.rules)} -{set(row.rules - told)}")


if __name__ == "__main__":
    main()
