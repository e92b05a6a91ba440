"""Random histories of two processes that plan alerts at the same moment."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.database import Database
from tests.bot.events.planning import planned
from tests.bot.events.test_histories import ANEW, STEPS, History, gone_through, shuffled
from tests.databases import Lent, address
from tests.storage.threads import PATIENCE, beside


class Together(History):
    """Two processes plan at the same moment, while something happens."""

    def __init__(self, database: Database, other: Database, seed: int) -> None:
        super().__init__(database, seed)
        self.other = other

    def do(self, what: str) -> None:
        with beside() as start:
            plans = [start(planned, each, self.now) for each in (self.database, self.other)]
            if what in ("publish", "move", "cancel", "again"):
                getattr(self, what)()
            for each in plans:
                each.result(PATIENCE)
        super().do(what if what not in ("publish", "move", "cancel", "again") else "wait")


def test_two_processes_plan_at_once(lent: Lent) -> None:
    with lent() as database, closing(Database(address(database), database.keys)) as other:
        assert gone_through(Together(database, other, 3), shuffled(3)).told


@pytest.mark.chaos
@settings(max_examples=200, suppress_health_check=ANEW)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(STEPS), max_size=40))
def test_whatever_two_processes_plan_at_once_for_long(
    lent: Lent, seed: int, steps: list[str]
) -> None:
    with lent() as database, closing(Database(address(database), database.keys)) as other:
        gone_through(Together(database, other, seed), steps)
