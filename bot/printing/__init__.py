"""What goes out on paper or as a picture: set by Typst, the same every time."""

from .document import Area, Bar, Bars, Block, Document, Heading, Lines, Map, Table
from .press import Unprintable, printed

__all__ = [
    "Area",
    "Bar",
    "Bars",
    "Block",
    "Document",
    "Heading",
    "Lines",
    "Map",
    "Table",
    "Unprintable",
    "printed",
]
