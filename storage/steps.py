"""How often each question of a survey was reached: bare numbers, of nobody and without times.

What organisers see moves by STEP at least, and only when the clock renews it: never by what one
person does while somebody watches.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select, update

from dialogs.surveys.tally import STEP

from .dialect import upsert
from .tables import steps

Place = tuple[str, int, str]
"""Survey, version, question."""


class Steps:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reached: Counter[Place] = Counter()

    def reached(self, survey: str, version: int, question: str) -> None:
        """Count; written when the turns of the group are done."""
        self._reached[survey, version, question] += 1

    def shown(self, survey: str, version: int) -> dict[str, int]:
        """Question → how often it was reached, as far as that may be told."""
        query = select(steps.c.question, steps.c.shown).where(
            steps.c.survey == survey, steps.c.version == version, steps.c.shown > 0
        )
        return {row.question: row.shown for row in self._connection.execute(query)}

    def renew(self) -> None:
        """Show what has grown by STEP or more."""
        grown = steps.c.reached >= steps.c.shown + STEP
        self._connection.execute(update(steps).where(grown).values(shown=steps.c.reached))

    def flush(self) -> None:
        # In one order everywhere, so that two groups never wait for each other crosswise.
        reached, self._reached = self._reached, Counter()
        for (survey, version, question), number in sorted(reached.items()):
            row = {"survey": survey, "version": version, "question": question}
            write = upsert(self._connection, steps).values(**row, reached=number, shown=0)
            more = {"reached": steps.c.reached + number}
            keys = ("survey", "version", "question")
            self._connection.execute(write.on_conflict_do_update(index_elements=keys, set_=more))
