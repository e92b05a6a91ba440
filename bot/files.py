"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class NotWritten(Exception):
    """The file is not there; the message (German) says why."""


def write_whole(target: Path, content: bytes) -> None:
    """A new file; raises NotWritten, also where there is one of that name already."""
    part = ""
    try:
        descriptor, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _allow_as_usual(part)
        # Unlike a rename, a link never takes the place of another file.
        os.link(part, target)
    except FileExistsError:
        raise NotWritten(f"{target} gibt es schon. Nichts geschrieben.") from None
    except OSError as error:
        raise NotWritten(f"{target} lässt sich nicht schreiben: {error.strerror}") from None
    finally:
        if part:
            with suppress(FileNotFoundError):
                Path(part).unlink()


def _allow_as_usual(path: str) -> None:
    """A temporary file is its owner's only; this one becomes as any other would be."""
    usual = os.umask(0)
    os.umask(usual)
    Path(path).chmod(0o666 & ~usual)
