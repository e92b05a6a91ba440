"""Folders in which the real process has been set up."""

from tests.prepared import set_up

__all__ = ["set_up"]
