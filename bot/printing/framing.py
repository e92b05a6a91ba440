"""Photos as text that a template can be given: the press takes no files."""

from __future__ import annotations

from base64 import b64encode

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    ' width="{width}" height="{height}"><image width="{width}" height="{height}"'
    ' href="data:image/jpeg;base64,{content}"/></svg>'
)


def framed(jpeg: bytes, width: int, height: int) -> str:
    """An SVG that shows the photo and nothing else; its bytes get into a PDF as they are."""
    return _FRAME.format(width=width, height=height, content=b64encode(jpeg).decode())
