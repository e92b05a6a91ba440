"""A note: something said on the way, which asks nothing."""

from __future__ import annotations

from .kind import Kind


class Note(Kind, frozen=True, tag="note"):
    """Said where a question would stand; it is not counted, reviewed or evaluated."""
