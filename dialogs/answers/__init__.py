"""Kinds of answer, one file each: what each offers, how it reads, what it counts as."""

from .acknowledge import Acknowledge
from .date import Date
from .kind import Asking, Choice, Draft, Kind, Unclear, Understood
from .note import Note
from .number import Number
from .photo import Photo
from .pick import Pick
from .pick_many import PickMany
from .place import Where
from .rank import Rank
from .scale import Scale
from .sentence import Sentence
from .voice import Voice

Answer = (
    Sentence
    | Pick
    | PickMany
    | Scale
    | Rank
    | Number
    | Date
    | Photo
    | Where
    | Voice
    | Acknowledge
    | Note
)
"""Every kind that a survey's question may have; a note only says something."""

__all__ = [
    "Acknowledge",
    "Answer",
    "Asking",
    "Choice",
    "Date",
    "Draft",
    "Kind",
    "Note",
    "Number",
    "Photo",
    "Pick",
    "PickMany",
    "Rank",
    "Scale",
    "Sentence",
    "Unclear",
    "Understood",
    "Voice",
    "Where",
]
