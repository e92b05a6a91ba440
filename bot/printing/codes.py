"""QR codes as pictures that can be printed in any size."""

from __future__ import annotations

import io

import segno


def qr(address: str) -> str:
    """An SVG picture with its quiet zone, always the same."""
    stream = io.BytesIO()
    # Error correction M: paper gets wet and torn. The quiet zone is part of the picture.
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, light="#ffffff"
    )
    return stream.getvalue().decode()
