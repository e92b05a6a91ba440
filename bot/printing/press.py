"""Prints data by a template, in a process of its own that has little time and memory."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import msgspec

SECONDS, MEGABYTES = 30, 2048
"""What one document may take; the largest tests need half a second and 120 MB."""
DOCUMENT = "document.typ"
_HERE = files(__package__)


class Unprintable(Exception):
    """It could not be printed; the message tells what the typesetter said."""


def printed(
    data: Any,
    form: Literal["pdf", "png"],
    template: Path | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """A PDF (tagged, PDF/UA-1) or one picture, always the same bytes; raises Unprintable.

    `data` is a Document, or what another template reads. Waits: not for the event loop.
    """
    with as_file(_HERE) as here:
        order = {
            "template": str(template or here / DOCUMENT),
            "fonts": str(here / "fonts"),
            "form": form,
            "data": data,
            "seconds": seconds,
            "megabytes": MEGABYTES,
        }
        # By its path and isolated: it loads nothing of ours, and sees no settings and secrets.
        command = [sys.executable, "-I", str(here / "typesetting.py")]
        try:
            done = subprocess.run(  # noqa: S603 - our own file
                command,
                input=msgspec.json.encode(order),
                capture_output=True,
                timeout=seconds,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unprintable(f"not done after {seconds} seconds") from None
        except OSError as error:
            raise Unprintable(f"no process to print with ({type(error).__name__})") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Unprintable(said.splitlines()[-1] if said else f"ended with {done.returncode}")
    return done.stdout
