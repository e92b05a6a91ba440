"""What goes out on paper or as a picture: set by Typst, the same every time."""

from .codes import qr
from .document import (
    Area,
    Bar,
    Bars,
    Block,
    Code,
    Contents,
    Document,
    Heading,
    Lines,
    Map,
    PageBreak,
    Photo,
    Table,
)
from .framing import framed
from .press import Unprintable, printed

__all__ = [
    "Area",
    "Bar",
    "Bars",
    "Block",
    "Code",
    "Contents",
    "Document",
    "Heading",
    "Lines",
    "Map",
    "PageBreak",
    "Photo",
    "Table",
    "Unprintable",
    "framed",
    "printed",
    "qr",
]
