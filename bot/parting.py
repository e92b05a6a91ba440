"""One reply as several posts, where its files are too large for one row of the outbox."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from dialogs.messages import File, Message

LARGEST = 8_000_000
"""Bytes of files in one post; a single larger file goes alone."""


def parted(message: Message) -> list[Message]:
    """Files first, in their order; what is said, and the buttons, come last."""
    *first, last = list(_groups(message.files)) or [()]
    return [*(Message((), files=files) for files in first), replace(message, files=last)]


def _groups(files: tuple[File, ...]) -> Iterator[tuple[File, ...]]:
    group: list[File] = []
    size = 0
    for file in files:
        if group and size + len(file.content) > LARGEST:
            yield tuple(group)
            group, size = [], 0
        group.append(file)
        size += len(file.content)
    if group:
        yield tuple(group)
