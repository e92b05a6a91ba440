"""What organisers do with ideas: release, reject, merge, answer; each step is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from dialogs.ideas.states import LONGEST, RULES, NotSo, Publication, Rule, State, check

from .crypt import Keys
from .idea import NoIdea
from .ideas import context
from .moments import day, moment, stamp
from .tables import idea_appeals, idea_changes, idea_reports, ideas

REMIND, ALARM = timedelta(days=14), timedelta(days=28)
"""How long an idea may be without an answer before its organisers hear, and the alliance (D5)."""
ASK = timedelta(days=28)
"""How long after "umgesetzt" people are asked whether it is."""


class Change(Struct, frozen=True):
    """One step of an idea's way; `kind` is published, rejected, merged, state, answer, asked."""

    id: int
    idea: int
    kind: str
    state: State
    whom: str
    words: str
    rule: str
    by: str
    at: datetime


class Appeal(Struct, frozen=True):
    idea: int
    against: str
    at: datetime


class Handling:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self.hidden = False

    def take_on(self, number: int, association: str) -> None:
        """Have an association handle an idea from here on."""
        query = update(ideas).where(ideas.c.id == number)
        self._connection.execute(query.values(association=association))

    def release(self, number: int, by: str, now: datetime, words: str = "") -> int:
        """Show an idea, perhaps in other `words`; its change. Raises NoIdea, NotSo."""
        row = self._expect(number, "waiting", "rejected")
        if len(words) > LONGEST:
            raise NotSo(f"Das ist zu lang: höchstens {LONGEST} Zeichen.")
        self._second(number, row.publication, by, now)
        shown = words or row.words
        if shown is None:
            shown = self._keys.unseal(row.words_sealed, context(number)).decode()
        first = row.released if row.released is not None else stamp(now)
        self._change(
            number,
            now,
            publication="published",
            rule="",
            words=shown,
            words_sealed=None,
            released=first,
        )
        self._connection.execute(delete(idea_reports).where(idea_reports.c.idea == number))
        return self._note(number, "published", by, now)

    def reject(self, number: int, rule: Rule, by: str, now: datetime) -> int:
        """Do not show an idea, or not any longer, by that rule. Raises NoIdea, NotSo."""
        row = self._expect(number, "waiting", "rejected", "published")
        if rule not in RULES:
            raise NotSo(f"Diese Regel gibt es nicht: {rule}. Es gibt: {', '.join(RULES)}.")
        self._second(number, row.publication, by, now)
        if row.words is not None:
            sealed = self._keys.seal(row.words.encode(), context(number))
            self._change(number, now, words=None, words_sealed=sealed)
            self.hidden = True
        self._change(number, now, publication="rejected", rule=rule)
        return self._note(number, "rejected", by, now, rule=rule)

    def appeal(self, number: int, giver: str, now: datetime) -> bool:
        """Have a second person look at a rejected idea; false where that was asked before.

        Raises NoIdea where it is not this giver's, or not rejected.
        """
        row = self._hold(number)
        if row.giver != giver or row.publication != "rejected":
            raise NoIdea(number)
        asked = select(idea_appeals.c.idea).where(idea_appeals.c.idea == number)
        if self._connection.execute(asked).first():
            return False
        last = [change for change in self.history(number) if change.kind == "rejected"][-1]
        values = {"idea": number, "against": last.by, "at": stamp(now)}
        self._connection.execute(insert(idea_appeals), values)
        return True

    def appealed(self, number: int) -> Literal["", "asked", "decided"]:
        """Whether its giver has objected, which can be done once, and somebody has decided."""
        query = select(idea_appeals.c.decided).where(idea_appeals.c.idea == number)
        if (row := self._connection.execute(query).first()) is None:
            return ""
        return "asked" if row.decided is None else "decided"

    def appeals(self) -> list[Appeal]:
        """Those that nobody has decided yet, the oldest first."""
        query = select(idea_appeals).where(idea_appeals.c.decided.is_(None))
        rows = self._connection.execute(query.order_by(idea_appeals.c.at, idea_appeals.c.idea))
        return [Appeal(row.idea, row.against, moment(row.at)) for row in rows]

    def merge(self, number: int, into: int, by: str, now: datetime) -> int:
        """Go on with an idea as part of another; all its people keep hearing.

        Raises NoIdea, NotSo.
        """
        if number == into:
            raise NotSo("Eine Idee lässt sich nicht mit sich selbst zusammenlegen.")
        for held in sorted((number, into)):
            self._hold(held)
        row = self._expect(number, "waiting", "published")
        target = self._expect(into, "published")
        family = or_(ideas.c.id == number, ideas.c.merged_into == number)
        merged = update(ideas).where(family)
        self._connection.execute(merged.values(publication="merged", merged_into=into))
        self._change(number, now, due=row.due)
        self._change(into, now)
        return self._note(number, "merged", by, now, state=target.state, whom=target.whom)

    def advance(  # noqa: PLR0913, PLR0917 - all that a state says
        self,
        number: int,
        state: State,
        by: str,
        now: datetime,
        words: str = "",
        whom: str = "",
        due: date | None = None,
    ) -> int:
        """Give a published idea a state; its change. Raises NoIdea, NotSo."""
        check(state, words, whom)
        row = self._expect(number, "published")
        if row.state == state and row.whom == whom and not words:
            raise NotSo("Das ist schon der Stand dieser Idee.")
        until = day(datetime(due.year, due.month, due.day, tzinfo=now.tzinfo)) if due else None
        self._change(number, now, state=state, whom=whom, due=until, answered=stamp(now))
        return self._note(number, "state", by, now, state=state, whom=whom, words=words)

    def answer(self, number: int, words: str, by: str, now: datetime) -> int:
        """Say something officially without another state. Raises NoIdea, NotSo."""
        row = self._expect(number, "published")
        if not words.strip() or len(words) > LONGEST:
            raise NotSo(f"Eine Antwort hat 1 bis {LONGEST} Zeichen.")
        self._change(number, now, answered=stamp(now))
        return self._note(number, "answer", by, now, state=row.state, whom=row.whom, words=words)

    def ask_whether_done(self, now: datetime) -> list[int]:
        """Begin to ask about ideas that have been done for four weeks, once each; which."""
        done = select(ideas.c.id).where(
            ideas.c.publication == "published",
            ideas.c.state == "done",
            ideas.c.answered <= stamp(now - ASK),
        )
        asked = []
        for number in self._connection.execute(done.order_by(ideas.c.id)).scalars().all():
            last = self.history(number)[-1]
            since = [change.kind for change in self.history(number)]
            if "asked" not in since[_last_state(since) :]:
                self._note(number, "asked", "", now, state="done", whom=last.whom)
                asked.append(number)
        return asked

    def history(self, number: int) -> list[Change]:
        """All that has happened to an idea, in order."""
        query = select(idea_changes).where(idea_changes.c.idea == number)
        rows = self._connection.execute(query.order_by(idea_changes.c.id))
        return [change(row) for row in rows]

    def unanswered(self, now: datetime, for_: timedelta = REMIND) -> Sequence[int]:
        """Published ideas of which nobody has said anything for so long, the oldest first."""
        query = (
            select(ideas.c.id)
            .where(
                ideas.c.publication == "published",
                ideas.c.answered.is_(None),
                ideas.c.made <= stamp(now - for_),
            )
            .order_by(ideas.c.made, ideas.c.id)
        )
        return self._connection.execute(query).scalars().all()

    def _second(self, number: int, publication: Publication, by: str, now: datetime) -> None:
        """Settle an appeal: somebody else decides than the one who rejected it; raises NotSo."""
        appealed = idea_appeals.c.idea == number, idea_appeals.c.decided.is_(None)
        row = self._connection.execute(select(idea_appeals).where(*appealed)).first()
        if row is None:
            if publication == "rejected":
                raise NotSo("Diese Idee ist schon abgelehnt, und niemand hat widersprochen.")
            return
        if row.against == by:
            raise NotSo("Über einen Widerspruch entscheidet eine zweite Person.")
        self._connection.execute(update(idea_appeals).where(*appealed).values(decided=stamp(now)))

    def _hold(self, number: int) -> Row[tuple[object, ...]]:
        query = select(ideas).where(ideas.c.id == number).with_for_update()
        if (row := self._connection.execute(query).first()) is None:
            raise NoIdea(number)
        return row

    def _expect(self, number: int, *publications: Publication) -> Row[tuple[object, ...]]:
        row = self._hold(number)
        if row.publication not in publications:
            raise NotSo(f"Idee #{number} {_STANDS[row.publication]}.")
        return row

    def _change(self, number: int, now: datetime, **values: object) -> None:
        query = update(ideas).where(ideas.c.id == number)
        self._connection.execute(query.values(changed=stamp(now), **values))

    def _note(self, number: int, kind: str, by: str, now: datetime, **values: str) -> int:
        row = {"state": "received", "whom": "", "words": "", "rule": "", **values}
        added = insert(idea_changes).values(idea=number, kind=kind, by=by, at=stamp(now), **row)
        id: int = self._connection.execute(added.returning(idea_changes.c.id)).scalar_one()
        return id


_STANDS = {
    "waiting": "wartet noch auf die Freigabe",
    "published": "ist schon veröffentlicht",
    "rejected": "ist abgelehnt",
    "merged": "ist mit einer anderen zusammengelegt",
}


def change(row: Row[tuple[object, ...]]) -> Change:
    return Change(
        row.id,
        row.idea,
        row.kind,
        row.state,
        row.whom,
        row.words,
        row.rule,
        row.by,
        moment(row.at),
    )


def _last_state(kinds: Sequence[str]) -> int:
    """Where the last change of state stands."""
    return max((at for at, kind in enumerate(kinds) if kind == "state"), default=0)
