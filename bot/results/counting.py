"""Counting ballots by the answers to one question, once for each closed survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock

import msgspec

from dialogs.surveys.regions import NONE
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import Tally, counted
from storage.store import Store

Crossed = Mapping[str, Tally]
"""Answer to a question (or NONE) → the tally of those who gave it."""
_decode = msgspec.json.Decoder(dict).decode
KEPT = 32


def crossed(survey: Survey, ballots: Iterable[str], by: Question) -> Crossed:
    """Tallies of ballots (JSON) by their one answer to a question."""
    found: dict[str, Tally] = {}
    for ballot in ballots:
        answers = _decode(ballot)
        answer = answers.get(by.id)
        name = NONE if answer is None else str(answer)
        found.setdefault(name, Tally()).add(counted(survey, answers))
    return found


class Counting:
    """Remembers what was counted; ballots of closed surveys never change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, int, str], Crossed] = {}

    def of(self, store: Store, survey: Survey, by: Question) -> Crossed:
        """For a closed survey only."""
        name = survey.id, survey.version, by.id
        with self._lock:
            if name not in self._kept:
                ballots = store.ballots.all(survey.id)
                cast = (answers for version, answers in ballots if version == survey.version)
                if len(self._kept) >= KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[name] = crossed(survey, cast, by)
            return self._kept[name]
