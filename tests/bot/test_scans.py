"""No turn gets slower by how many people there are: every query finds its rows by an index."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from storage.database import Database
from tests.bot.talking import Bot, publish

GROWING = ("heard", "chats", "participants", "consents", "ballots", "outbox", "outbox_1")
LINES = (
    *("Hallo", "=yes", "/my_data", "/language", "=en", "/menu"),
    *("=survey:erwartungen", "=join", "=energy", "=2", "=/skip", "=/skip", "=send"),
    *("=contact_yes", "/consents", "=contact", "/results", "/surveys", "=survey:puls"),
    *("/forget_me", "=yes"),
)


@pytest.fixture
def plans(sqlite: Database) -> Any:
    """How SQLite goes about each statement, collected while it is asked."""
    found: dict[str, list[str]] = {}

    def listener(*context: Any) -> None:
        connection, _, statement, values, _, many = context
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE") and statement not in found:
            one = values[0] if many else values
            rows = connection.connection.driver_connection.execute(
                f"explain query plan {statement}", one
            )
            found[statement] = [row[3] for row in rows]

    event.listen(sqlite.engine, "before_cursor_execute", listener)
    yield found
    event.remove(sqlite.engine, "before_cursor_execute", listener)


def test_no_turn_looks_through_a_table_that_grows(
    sqlite: Database, plans: dict[str, list[str]]
) -> None:
    publish(sqlite, "erwartungen", "puls")
    bot = Bot(sqlite)
    bot.person("bodo").say("Hallo")
    plans.clear()
    for line in LINES:
        anna = bot.person("anna")
        inbound = anna.inbound(line)
        bot.hear(inbound)
    ours = {
        statement: plan
        for statement, plan in plans.items()
        if "body_sealed IS NOT" not in statement
    }
    assert len(ours) > 12
    for statement, plan in ours.items():
        for step in plan:
            words = step.split()
            assert not (words[0] == "SCAN" and words[1] in GROWING), f"{step} in {statement}"
