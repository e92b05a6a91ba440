"""Conversations as data and pure functions: no clock, no randomness, no I/O."""
