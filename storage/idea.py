"""What an idea is, as it is stored and as lists show it."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from dialogs.ideas.states import Publication, State


class NoIdea(LookupError):
    """There is no idea of that number, or not any longer."""


class Handed(Struct, frozen=True):
    """What somebody hands in; `region` is a key or empty, `files` are names."""

    words: str
    region: str
    topic: str
    files: tuple[str, ...] = ()


class Idea(Struct, frozen=True):
    """An idea as it is now; `behind` is how many people are, its givers among them."""

    number: int
    giver: str | None
    language: str
    words: str
    region: str
    topic: str
    state: State
    whom: str
    publication: Publication
    rule: str
    merged_into: int | None
    made: datetime
    released: datetime | None
    answered: datetime | None
    changed: datetime
    due: date | None
    association: str | None
    behind: int = 0


class Shown(Struct, frozen=True):
    """What lists of published ideas are made from."""

    number: int
    region: str
    topic: str
    state: State
    released: int
    behind: int
