"""Fixtures: see tests.matrix.revier."""

from .revier import folder, set_up, synapse, talking

__all__ = ["folder", "set_up", "synapse", "talking"]
