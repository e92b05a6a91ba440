"""Starts the process that reads or writes one file, and ends it when its time is over."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from dialogs.surveys.reading import Problem
from dialogs.surveys.survey import Survey

from ..workers import WorkerLost, made_by
from ..xlsform import LARGEST

__all__ = ["LARGEST", "Read", "WorkerLost", "read", "workbook"]

SECONDS, MEGABYTES = 20, 1024
"""What one file may take; the largest honest ones need three seconds and 200 MB."""
_WORKER = f"{__package__}.worker"


class Read(Struct, frozen=True, omit_defaults=True):
    """A survey and what to know of how it was read, or why there is none: its problems.

    `named` says whether the file itself gives the survey its id.
    """

    survey: Survey | None = None
    problems: tuple[Problem, ...] = ()
    named: bool = True


_decode = msgspec.json.Decoder(Read).decode
_encode = msgspec.json.Encoder().encode


async def read(content: bytes) -> Read:
    """The survey in a workbook or a JSON file; raises WorkerLost, OSError."""
    return _decode(await _done("read", content))


async def workbook(survey: Survey) -> bytes:
    """The survey as .xlsx; empty where a workbook cannot hold it; raises WorkerLost, OSError."""
    return await _done("write", _encode(survey))


async def _done(what: str, content: bytes, seconds: float = SECONDS) -> bytes:
    return await made_by(_WORKER, (what,), content, seconds, MEGABYTES)
