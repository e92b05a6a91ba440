"""How well and how fast ideas that are alike are found: `python -m benchmarks.ideas`.

Prints precision and recall for the pairs that the words were collected with and for those that
nothing was tuned with, then the time to search a shelf of made-up ideas.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from dialogs.ideas.likeness import ALIKE, Known, Likeness
from dialogs.ideas.meaning import meaning
from dialogs.places import regions

HERE = Path(__file__).parent.parent / "tests" / "data" / "ideas"
FILES = (HERE / "pairs.csv", HERE / "unseen.csv")
SEED = 20261123


class Pair(Struct, frozen=True):
    like: bool
    first: str
    second: str


class Verdict(Struct, frozen=True):
    """Shares from 0 to 1."""

    pairs: int
    precision: float
    recall: float


def read(file: Path) -> list[Pair]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [Pair(r["like"] == "1", r["first"], r["second"]) for r in csv.DictReader(lines)]


def verdict(pairs: Sequence[Pair], least: float = ALIKE) -> Verdict:
    """How the pairs are told apart, on a shelf that holds all their texts."""
    texts = dict.fromkeys(text for pair in pairs for text in (pair.first, pair.second))
    shelf = Likeness(Known(number, meaning(text)) for number, text in enumerate(texts, 1))
    found = [
        (shelf.between(Known(0, meaning(p.first)), Known(0, meaning(p.second))) >= least, p.like)
        for p in pairs
    ]
    right = sum(told and like for told, like in found)
    return Verdict(
        len(pairs),
        right / (sum(told for told, _ in found) or 1),
        right / (sum(like for _, like in found) or 1),
    )


def shelf(ideas: int) -> Likeness:
    """Ideas put together from sentences of the pairs, up to three each, all over the region."""
    draw = random.Random(SEED)
    sentences = [text for file in FILES for p in read(file) for text in (p.first, p.second)]
    keys = [key for key in regions() if len(key) == 8]
    return Likeness(
        Known(
            number,
            meaning(". ".join(draw.sample(sentences, draw.choice((1, 1, 2, 3))))),
            draw.choice(keys),
        )
        for number in range(1, ideas + 1)
    )


def searched(shelf: Likeness, texts: Sequence[str]) -> list[float]:
    """Milliseconds that each search takes."""
    taken = []
    for text in texts:
        begin = time.perf_counter()
        shelf.alike(text, "14729050")
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=5000)
    asked = parser.parse_args()
    for file in FILES:
        told = verdict(read(file))
        print(
            f"{file.name}: {told.pairs} pairs, precision {told.precision:.3f},"
            f" recall {told.recall:.3f}"
        )
    begin = time.perf_counter()
    full = shelf(asked.ideas)
    print(f"{asked.ideas} ideas shelved in {time.perf_counter() - begin:.1f} s")
    taken = searched(full, [p.first for file in FILES for p in read(file)])
    print(
        f"searched {len(taken)} times: median {statistics.median(taken):.1f} ms,"
        f" 95 of 100 within {statistics.quantiles(taken, n=20)[-1]:.1f} ms,"
        f" longest {max(taken):.1f} ms"
    )


if __name__ == "__main__":
    main()
