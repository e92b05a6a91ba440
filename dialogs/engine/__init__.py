"""What comes of a thing heard: the one pure function of a dialog, and what it is made of."""

from .advance import Turn, advance
from .frames import Act

__all__ = ["Act", "Turn", "advance"]
