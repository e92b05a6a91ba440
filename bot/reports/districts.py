"""The districts as a map: numbers stand on it, so no meaning hangs on the colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from dialogs.places import DISTRICTS
from dialogs.places.region import STATES

from ..printing import Area, Map
from ..results.answers import rounded_up

SOURCE = "© GeoBasis-DE / BKG 2016 (Daten verändert), https://www.bkg.bund.de"
"""Asked for by those who made the borders, with link and note."""
SHADES = 5
Rings = tuple[tuple[tuple[int, int], ...], ...]


class Told(Struct, frozen=True):
    """What is told of a district or Land: a number, and how it is written."""

    number: float
    label: str


class Legend(Struct, frozen=True):
    """`step` is how wide a shade is (0: chosen by the numbers), `unit` follows its ends.

    `together` says in words what is hatched; `caption`, what the map shows.
    """

    caption: str
    unit: str
    together: str = ""
    to: str = "–"
    step: float = 0


class _Shape(Struct, frozen=True):
    at: tuple[int, int]
    rings: Rings

    @property
    def size(self) -> int:
        """Of the box round it."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        return (max(xs) - min(xs)) * (max(ys) - min(ys))


class _Borders(Struct, frozen=True):
    width: int
    height: int
    districts: dict[str, _Shape]


@cache
def _borders() -> _Borders:
    raw = files(__package__).joinpath("borders.json").read_bytes()
    return msgspec.json.decode(raw, type=_Borders)


def on_map(told: Mapping[str, Told], legend: Legend) -> Map:
    """By keys of districts or Länder; all others are hatched, as they are told together."""
    step = legend.step or _step(told)
    labelled = {_largest(key): (_name(key), value.label) for key, value in told.items()}
    areas = []
    for key, shape in _borders().districts.items():
        value = told.get(key) or told.get(key[:2])
        name, label = labelled.get(key) or ("" if value else _name(key), "")
        shade = _shade(value.number, step) if value else 0
        areas.append(Area(shape.rings, shape.at, name, label, shade, value is None))
    lines = [(shade, _words(shade, step, legend)) for shade in _used(told, step)]
    if legend.together:
        lines.append((-1, legend.together))
    said = "; ".join(f"{_name(key)}: {value.label}" for key, value in told.items())
    alt = ". ".join(filter(None, (f"{legend.caption} {said}", legend.together)))
    borders = _borders()
    return Map(
        legend.caption, borders.width, borders.height, tuple(areas), tuple(lines), SOURCE, alt
    )


def _used(told: Mapping[str, Told], step: float) -> list[int]:
    return sorted({_shade(value.number, step) for value in told.values()})


def _step(told: Mapping[str, Told]) -> float:
    most = max((value.number for value in told.values()), default=0)
    return max(1.0, rounded_up(most / SHADES))


def _shade(number: float, step: float) -> int:
    """0 for 0 to one step, the next for what is more."""
    return min(SHADES - 1, max(0, -int(-number // step) - 1))


def _words(shade: int, step: float, legend: Legend) -> str:
    low = round(shade * step) + (1 if shade else 0)
    return f"{low} {legend.to} {round((shade + 1) * step)} {legend.unit}"


def _largest(key: str) -> str:
    """The district that a key's number is written in."""
    shapes = _borders().districts
    return max((k for k in shapes if k.startswith(key)), key=lambda k: shapes[k].size)


def _name(key: str) -> str:
    return STATES.get(key) or next(d.short_name for d in DISTRICTS if d.key == key)
