"""How well and how fast the bot understands places: `python -m benchmarks.places`.

Prints a table by category for each file (columns text, status, keys, category, also: further
statuses and keys that are right), then the time for a text and the memory of the gazetteer.

* right: the status is right, and so are the regions
* careful: wrong, but it asked back, turned away or gave up
* wrong: it settled on a region that is not meant, or where none is
"""

from __future__ import annotations

import argparse
import csv
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from dialogs.places import Found, Gazetteer, city_or, regions, shipped_places

HERE = Path(__file__).parent.parent / "tests" / "data" / "places"
FILES = (HERE / "typed.csv", HERE / "unseen.csv")
MORE = 3
"""Times as many regions as are meant that may be offered."""


class Typed(Struct, frozen=True):
    """What somebody typed, and what it means."""

    text: str
    status: str
    keys: frozenset[str]
    category: str
    also: frozenset[str]


def read(file: Path) -> list[Typed]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Typed(
                row["text"],
                row["status"],
                frozenset(map(city_or, row["keys"].split())),
                row["category"],
                frozenset(map(city_or, row["also"].split())),
            )
            for row in csv.DictReader(lines)
        ]


def verdict(typed: Typed, found: Found) -> str:
    """`right`, `careful` or `wrong`."""
    if _right(typed, found):
        return "right"
    return "wrong" if found.status == "found" else "careful"


def _right(typed: Typed, found: Found) -> bool:
    keys = frozenset(region.key for region in found.regions)
    if found.status != typed.status and found.status not in typed.also:
        return False
    if found.status == "found":
        return bool(keys & (typed.keys | typed.also))
    if found.status == "ambiguous" and typed.keys and typed.status != "outside":
        covered = [key for key in typed.keys | typed.also if _covered(key, keys)]
        some = typed.status == "ambiguous"
        enough = typed.keys <= set(covered) if some else bool(covered)
        near = {key[:5] for key in typed.keys}
        strangers = [key for key in keys if key not in typed.keys and key[:5] not in near]
        return enough and len(strangers) <= max(MORE, MORE * len(typed.keys))
    return True


def _covered(key: str, keys: frozenset[str]) -> bool:
    """Whether it is among them, or all of its municipalities are."""
    members = {other for other in regions() if other.startswith(key) and len(other) == 8}
    return key in keys or (len(key) == 5 and bool(members) and members <= keys)


def verdicts(rows: Iterable[Typed], places: Gazetteer) -> dict[str, Counter[str]]:
    """Verdicts by category."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for typed in rows:
        table[typed.category][verdict(typed, places.find(typed.text))] += 1
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    before, start = _memory(), time.perf_counter()
    places = shipped_places()
    places.at(51.34, 12.37)
    print(f"made in {time.perf_counter() - start:.2f} s, {_memory() - before:.0f} MB\n")
    for file in parser.parse_args().files:
        rows = read(file)
        table = verdicts(rows, places)
        print(f"{file.name:<24}{'of':>6}{'right':>9}{'careful':>9}{'wrong':>9}")
        total: Counter[str] = Counter()
        for category, counts in sorted(table.items()):
            total += counts
            print(_line(category, counts))
        print(_line("total", total), "\n")
        _times([typed.text for typed in rows], places)


def _line(name: str, counts: Counter[str]) -> str:
    of = counts.total()
    shares = "".join(f"{counts[one] / of:>9.1%}" for one in ("right", "careful", "wrong"))
    return f"{name:<24}{of:>6}{shares}"


def _times(texts: list[str], places: Gazetteer) -> None:
    times = []
    for text in texts:
        start = time.perf_counter()
        places.find(text)
        times.append((time.perf_counter() - start) * 1000)
    worst = statistics.quantiles(times, n=100)[98]
    print(
        f"a text: median {statistics.median(times):.2f} ms, mean {statistics.mean(times):.2f} ms,"
        f" 99 of 100 under {worst:.1f} ms, longest {max(times):.1f} ms\n"
    )


def _memory() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
