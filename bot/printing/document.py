"""A document as data: what its template sets in order; no text in it is ever read as markup."""

from __future__ import annotations

from msgspec import Struct


class Heading(Struct, frozen=True, tag="heading"):
    text: str
    level: int = 1


class Lines(Struct, frozen=True, tag="lines"):
    """Paragraphs; `fine` ones are set smaller."""

    lines: tuple[str, ...]
    fine: bool = False


class Bar(Struct, frozen=True):
    """`cells` stand in the columns; `share` of the whole width (0 to 1) is drawn beside them.

    A `hatched` bar stands for something that is only known roughly, or not told.
    """

    cells: tuple[str, ...]
    share: float
    hatched: bool = False


class Bars(Struct, frozen=True, tag="bars"):
    """A table with a bar in each row: who cannot see the bars reads the table."""

    head: tuple[str, ...]
    rows: tuple[Bar, ...]


class Table(Struct, frozen=True, tag="table"):
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Area(Struct, frozen=True):
    """Rings of points in the map's units; `shade` from 0 (lightest) to 4, or hatched instead.

    `name` and `label` are written round the point `at`.
    """

    rings: tuple[tuple[tuple[int, int], ...], ...]
    at: tuple[int, int]
    name: str
    label: str
    shade: int = 0
    hatched: bool = False


class Map(Struct, frozen=True, tag="map"):
    """`alt` says in words what it shows; `legend` is (shade, or -1 where hatched; words)."""

    caption: str
    width: int
    height: int
    areas: tuple[Area, ...]
    legend: tuple[tuple[int, str], ...]
    source: str
    alt: str


class Code(Struct, frozen=True, tag="code"):
    """A QR code (SVG); `alt` says where it leads to, `caption` stands below it."""

    picture: str
    alt: str
    caption: str


class Photo(Struct, frozen=True, tag="photo"):
    """A photo (in an SVG, see `framed`) of so many pixels; `alt` says what it is of."""

    picture: str
    alt: str
    caption: str
    width: int
    height: int


class Contents(Struct, frozen=True, tag="contents"):
    """The headings of level 1 with their pages."""

    title: str


class PageBreak(Struct, frozen=True, tag="page_break"):
    """What follows stands on a page of its own."""


Block = Heading | Lines | Bars | Table | Map | Code | Photo | Contents | PageBreak


class Document(Struct, frozen=True):
    """`language` as in BCP 47; `bar` is the heading of the bars' column."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    bar: str = ""
