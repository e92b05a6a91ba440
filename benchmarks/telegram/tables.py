"""How figures are printed: a line for a run, and Markdown for what all of them came to."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from .kills import Left
from .runs import Figures

HEAD = (
    "| bot | turns/s | p50 ms | p99 ms | CPU µs/turn | database's CPU µs/turn | MB | lost |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
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
    """The medians of all bots, and how many times better the first is than each other."""
    rows = [HEAD, *(_row(name, figures) for name, figures in medians.items())]
    (first, ours), *others = medians.items()
    for name, theirs in others:
        rows.append(_ratios(f"{first} : {name}", ours, theirs))
    return "\n".join(rows)


def _row(name: str, figures: Figures) -> str:
    per_second, p50, p99, cpu, store, _, memory, lost = figures
    return (
        f"| {name} | {per_second:,.0f} | {p50:.1f} | {p99:.1f} | {cpu:,.0f} | {store:,.0f}"
        f" | {memory:.0f} | {lost:.0f} |"
    )


def _ratios(name: str, ours: Figures, theirs: Figures) -> str:
    less = [their / our for our, their in zip(ours[1:4], theirs[1:4], strict=True)]
    better = [ours.per_second / theirs.per_second, *less]
    cells = [
        *(f"{ratio:.1f} ×" for ratio in better),
        "",
        f"{theirs.memory / ours.memory:.1f} ×",
        "",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def left(name: str, found: Left) -> str:
    return (
        f"{name:<17}{found.silent:>3} of {found.of} residents left without a reply,"
        f" {found.astray} not at the end, {found.twice} replies came twice"
    )
