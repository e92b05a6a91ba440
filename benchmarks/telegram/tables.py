"""How figures are printed: a line for a run, and Markdown for what all of them came to."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from .kills import Left
from .runs import Figures

HEAD = (
    "| Bot | Züge je Sekunde | p50 | p99 | Prozessorzeit je Zug | seiner Datenbank | Speicher"
    " | ohne Antwort |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def line(name: str, at_once: int, figures: Figures) -> str:
    return (
        f"{name:<17}{at_once:>4} at once  {figures.per_second:>6,.0f} turns/s"
        f"  p50 {figures.p50:>7.1f} ms  p99 {figures.p99:>7.1f} ms"
        f"  {figures.cpu:>6,.0f} µs CPU a turn "
        f"(database {figures.store:,.0f}, Bot API {figures.api:,.0f})"
        f"  {figures.memory:>4.0f} MB  {figures.lost:.0f} lost"
    )


def median(rounds: Iterable[Figures]) -> Figures:
    return Figures(*(statistics.median(column) for column in zip(*rounds, strict=True)))


def summary(medians: dict[str, Figures]) -> str:
    """Rows for docs/messwerte.md: all medians, and how many times better the first bot is."""
    (first, ours), *others = medians.items()
    return "\n".join(
        [
            HEAD,
            *(_row(name, figures) for name, figures in medians.items()),
            *(_ratios(f"{first} gegen {name}", ours, theirs) for name, theirs in others),
        ]
    )


def _row(name: str, figures: Figures) -> str:
    return _cells(
        name,
        f"{figures.per_second:,.0f}",
        f"{figures.p50:,.1f} ms",
        f"{figures.p99:,.1f} ms",
        f"{figures.cpu / 1000:.2f} ms",
        f"{figures.store / 1000:.2f} ms" if figures.store else "–",
        f"{figures.memory:.0f} MB",
        f"{figures.lost:.0f}",
    )


def _ratios(name: str, ours: Figures, theirs: Figures) -> str:
    less = [their / our for our, their in zip(ours[1:4], theirs[1:4], strict=True)]
    times = [f"{ratio:.1f} ×" for ratio in (ours.per_second / theirs.per_second, *less)]
    return _cells(name, *times, "", f"{theirs.memory / ours.memory:.1f} ×", "")


def _cells(name: str, *cells: str) -> str:
    """A row with numbers in their German form."""
    german = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    return f"| {' | '.join([name, *german])} |"


def left(name: str, found: Left) -> str:
    return (
        f"{name:<17}{found.silent:>3} of {found.of} residents left without a reply,"
        f" {found.astray} not at the end, {found.twice} replies came twice"
    )
