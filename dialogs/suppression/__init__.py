"""Suppression: which numbers of a result may be told together, so that none of few is told.

Pure functions of counts. What they promise, and against whom, stands in docs/unterdrueckung.md;
the tests beside it prove it with an integer solver and by counting other worlds that look alike.
"""

from .bands import band, near_unanimous
from .columns import ANSWERED, Column, Kept, Row, kept
from .grouping import LEAST_K, K, Split, merged, split
from .reach import reach, rounded

__all__ = [
    "ANSWERED",
    "LEAST_K",
    "Column",
    "K",
    "Kept",
    "Row",
    "Split",
    "band",
    "kept",
    "merged",
    "near_unanimous",
    "reach",
    "rounded",
    "split",
]
