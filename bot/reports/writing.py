"""A report in each format that it can be written in; the same report is always the same bytes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dialogs.markup import words

from ..printing import printed
from ..results.breakdown import Breakdown
from ..results.comparing import Comparison
from ..results.dividing import breakdown_text
from ..results.rendering import as_text
from ..results.side_by_side import comparison_text
from .cells import as_csv, sheets
from .layout import Layout
from .report import R, Report


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PNG = "png"
    PDF = "pdf"


PLAIN = frozenset({Format.TEXT, Format.JSON, Format.CSV})
"""What can be read on a terminal."""


def written(report: Report, format: Format) -> bytes:
    """The file; raises Unprintable."""
    match format:
        case Format.TEXT:
            return _text(report).encode()
        case Format.JSON:
            return msgspec.json.format(msgspec.json.encode(report.data()), indent=2) + b"\n"
        case Format.CSV:
            return as_csv(report)
        case Format.XLSX:
            return _workbook(report)
        case Format.PNG:
            return printed(Layout(report).picture(), "png")
        case Format.PDF:
            return printed(Layout(report).whole(), "pdf")


def _text(report: Report) -> str:
    match report.made:
        case Breakdown() as made:
            told = breakdown_text(made, report.language)
        case Comparison() as made:
            told = comparison_text(made, report.language)
        case made:
            told = as_text(made, report.language, most=0)
    return f"{words(told)}\n{report.note[-1]}\n"


def _workbook(report: Report) -> bytes:
    # openpyxl loads slowly, and no other format is to wait for it.
    from adapters.xlsform.cells import workbook  # noqa: PLC0415

    names = ("head_text", "head_why", "head_instead")
    return workbook(sheets(report), wide=[R[name].raw(report.languages) for name in names])
