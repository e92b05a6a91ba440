"""Bots that ask the shipped survey, written as people write them with the usual libraries today.

Each is a program of its own: library, state handling and storage are theirs, the wording is ours.
Each stores a turn durably before it replies, and is set up as the documentation of its library
shows; none has a cache, a batch or a retry that the documentation does not have.
"""
