"""The process that reads or writes one file and ends: a file comes in, what was made goes out."""

from __future__ import annotations

import sys

import msgspec

from dialogs.surveys.reading import LARGEST, Problem, Unreadable, problems
from dialogs.surveys.reading import read as read_json
from dialogs.surveys.survey import Survey

from ..workers import limited
from ..xlsform import is_workbook, reading, writing
from .apart import Read

NAMELESS = "umfrage"
"""The id of a survey whose workbook gives it none."""
_FOREIGN = (b"%PDF", b"\x7fELF", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"OggS", b"<?xml", b"<!DOC")
_NEITHER = "das ist weder eine Excel-Tabelle (.xlsx, .xls) noch eine JSON-Datei"


def main() -> None:
    """Read or write what stands in the input; whatever goes wrong ends the process."""
    what, seconds, megabytes = sys.argv[1:]
    limited(seconds, megabytes)
    content = sys.stdin.buffer.read()
    made = msgspec.json.encode(read(content)) if what == "read" else write(content)
    sys.stdout.buffer.write(made)


def read(content: bytes) -> Read:
    """The survey in a file, or every problem with its place."""
    try:
        if is_workbook(content):
            made = reading.read(content, NAMELESS)
            return Read(made.survey, made.notices, named=made.survey.id != NAMELESS)
        if content.startswith(_FOREIGN) or b"\0" in content[: LARGEST + 1]:
            return Read(problems=(Problem("", _NEITHER),))
        survey = read_json(content[: LARGEST + 1])
        return Read(survey, tuple(problems(survey)))
    except Unreadable as unreadable:
        return Read(problems=tuple(unreadable.problems))


def write(content: bytes) -> bytes:
    """A workbook that is a survey again when it is read; empty where none can be."""
    raw = writing.write(msgspec.json.decode(content, type=Survey))
    try:
        reading.read(raw)
    except Unreadable:
        return b""
    return raw


if __name__ == "__main__":
    main()
