"""Ballots: one a participant and survey, whatever the version; a later one replaces it.

When one was cast is kept to the minute and sealed with the survey's secret, so that of two that
turn out to be one person's the newer can be told; it goes when the secret goes.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from dialogs.surveys.tally import Tallies, counted, files_in, private

from .crypt import Keys, seal_minute, unseal_minute, voter
from .dialect import upsert
from .files import Files
from .kept_regions import Told, regions_told
from .moments import minute
from .surveys import Surveys
from .tables import ballots

_OLD = select(ballots.c.voter, ballots.c.version, ballots.c.answers, ballots.c.words_sealed).where(
    ballots.c.survey == bindparam("survey"),
    ballots.c.voter.in_(bindparam("voters", expanding=True)),
)
_WHEN = select(ballots.c.cast_sealed).where(
    ballots.c.survey == bindparam("survey"), ballots.c.voter == bindparam("voter")
)
_ONE = select(
    ballots.c.version, ballots.c.answers, ballots.c.words_sealed, ballots.c.poster
).where(ballots.c.survey == bindparam("survey"), ballots.c.voter == bindparam("voter"))
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode


_REPLACED = ("version", "answers", "words_sealed", "cast_sealed")
Old = Row[Any, Any, Any, Any]


class SurveyClosed(Exception):
    """The survey was closed while this turn was being taken; take it again."""


class Ballot(Struct, frozen=True):
    """`poster` is the code of the one that led to it, if any did."""

    survey: str
    version: int
    answers: Mapping[str, Any]
    poster: str = ""


Cast = tuple[Ballot, bytes | None]
"""A ballot, and when it was cast, sealed."""


class Ballots:
    def __init__(
        self, connection: Connection, keys: Keys, surveys: Surveys, stored: Files
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._surveys = surveys
        self._files = stored
        self._cast: dict[str, dict[bytes, Cast]] = defaultdict(dict)

    def cast(self, ballot: Ballot, participant: str, now: datetime | None = None) -> None:
        """Count a ballot; written when the turns of the group are done.

        One without a time counts as older than any that has one.
        """
        secret = self._surveys.secret(ballot.survey)
        if secret is None:
            raise SurveyClosed(ballot.survey)
        key = voter(secret, participant)
        when = seal_minute(secret, key, minute(now)) if now else None
        self._cast[ballot.survey][key] = ballot, when

    def of(self, survey: str, participant: str) -> Ballot | None:
        """What this participant sent, while that can still be told."""
        secret = self._surveys.secret(survey)
        if secret is None:
            return None
        key = voter(secret, participant)
        row = self._connection.execute(_ONE, {"survey": survey, "voter": key}).first()
        if row is None:
            return None
        answers = _decode(row.answers) | self._words(row.words_sealed, key)
        return Ballot(survey, row.version, answers, row.poster or "")

    def all(self, survey: str) -> list[tuple[int, str]]:
        """(version, answers as JSON) of a survey's ballots, in the order of their random keys."""
        query = select(ballots.c.version, ballots.c.answers).where(ballots.c.survey == survey)
        rows = self._connection.execute(query.order_by(ballots.c.voter))
        return [(row.version, row.answers) for row in rows]

    def regions(self, survey: str, version: int) -> Told:
        """How regions are told apart, once its ballots keep nothing finer."""
        return regions_told(self._connection, survey, version)

    def withdraw(self, survey: str, participant: str) -> bool:
        """Take this participant's ballot out of an open survey; whether there was one."""
        secret = self._surveys.secret(survey)
        if secret is None or not self._surveys.hold(survey):
            return False
        ballot = self.of(survey, participant)
        if ballot is None:
            return False
        tallies = self._surveys.tallies(survey)
        definition = self._surveys.definition(survey, ballot.version)
        tallies[ballot.version].withdraw(counted(definition, ballot.answers))
        self._surveys.keep_tallies(survey, ballot.version, tallies[ballot.version])
        key = voter(secret, participant)
        self._connection.execute(
            delete(ballots).where(ballots.c.survey == survey, ballots.c.voter == key)
        )
        self._files.drop(files_in(definition, ballot.answers))
        return True

    def cut(self, survey: str, participant: str) -> None:
        """Cut the tie to a ballot of a closed survey, and wipe the person's own words in it."""
        secret = self._surveys.secret(survey)
        if secret is not None:
            if ballot := self.of(survey, participant):
                definition = self._surveys.definition(survey, ballot.version)
                self._files.drop(files_in(definition, ballot.answers))
            key = voter(secret, participant)
            self._leave(survey, key, secrets.token_bytes(32), None)

    def when(self, survey: str, participant: str) -> int | None:
        """The minute in which this participant's ballot was cast: 0 where nobody knows it.

        None where there is no ballot, or no telling whose one is.
        """
        secret = self._surveys.secret(survey)
        if secret is None:
            return None
        key = voter(secret, participant)
        row = self._connection.execute(_WHEN, {"survey": survey, "voter": key}).first()
        if row is None:
            return None
        return unseal_minute(secret, key, row.cast_sealed) if row.cast_sealed else 0

    def let_go(self, survey: str, participant: str) -> None:
        """Have a ballot be nobody's; what it says stays."""
        secret = self._surveys.secret(survey)
        if secret is not None:
            key, anew = voter(secret, participant), secrets.token_bytes(32)
            self._leave(survey, key, anew, self._resealed(survey, key, anew))

    def hand_over(self, survey: str, giver: str, taker: str) -> None:
        """Have a ballot be that of another participant, who has none."""
        secret, when = self._surveys.secret(survey), self.when(survey, giver)
        if secret is not None and when is not None:
            key, anew = voter(secret, giver), voter(secret, taker)
            sealed = seal_minute(secret, anew, when) if when else None
            words = self._resealed(survey, key, anew)
            self._change(survey, key, voter=anew, words_sealed=words, cast_sealed=sealed)

    def _resealed(self, survey: str, key: bytes, anew: bytes) -> bytes | None:
        """The person's own words in a ballot, as they are under another key."""
        row = self._connection.execute(_ONE, {"survey": survey, "voter": key}).first()
        if row is None or not row.words_sealed:
            return None
        opened = self._keys.unseal(row.words_sealed, b"ballot" + key)
        return self._keys.seal(opened, b"ballot" + anew)

    def _change(self, survey: str, key: bytes, **values: bytes | None) -> None:
        which = (ballots.c.survey == survey) & (ballots.c.voter == key)
        self._connection.execute(update(ballots).where(which).values(**values))

    def _leave(self, survey: str, key: bytes, anew: bytes, words: bytes | None) -> None:
        """Have a ballot be nobody's: neither when it came nor by which poster is kept then."""
        self._change(survey, key, voter=anew, words_sealed=words, cast_sealed=None, poster=None)

    def flush(self) -> None:
        # In one order everywhere, so that two groups never wait for each other crosswise.
        cast, self._cast = self._cast, defaultdict(dict)
        for survey in sorted(cast):
            self._write(survey, cast[survey])

    def _write(self, survey: str, cast: Mapping[bytes, Cast]) -> None:
        if not self._surveys.hold(survey):
            raise SurveyClosed(survey)
        values = {"survey": survey, "voters": list(cast)}
        old = {row.voter: row for row in self._connection.execute(_OLD, values).all()}
        tallies = self._surveys.tallies(survey)
        dropped: set[str] = set()
        kept: set[str] = set()
        for key, (ballot, _) in cast.items():
            before = old.get(key)
            if before:
                definition = self._surveys.definition(survey, before.version)
                dropped |= files_in(definition, self._words(before.words_sealed, key))
            kept |= files_in(self._surveys.definition(survey, ballot.version), ballot.answers)
            self._count(tallies, ballot, before)
        write = upsert(self._connection, ballots)
        new = {name: write.excluded[name] for name in _REPLACED}
        # Whoever comes back to change an answer came by that poster all the same.
        new["poster"] = func.coalesce(write.excluded.poster, ballots.c.poster)
        write = write.on_conflict_do_update(
            index_elements=("survey", "voter"),
            set_=new,
        )
        self._connection.execute(write, [self._row(key, *one) for key, one in cast.items()])
        self._files.belong(kept, survey)
        self._files.drop(dropped - kept)
        changed = {ballot.version for ballot, _ in cast.values()} | {
            r.version for r in old.values()
        }
        for version in sorted(changed):
            self._surveys.keep_tallies(survey, version, tallies[version])

    def _count(self, tallies: Mapping[int, Tallies], ballot: Ballot, before: Old | None) -> None:
        after = counted(self._surveys.definition(ballot.survey, ballot.version), ballot.answers)
        if before is None:
            tallies[ballot.version].cast(after)
            return
        definition = self._surveys.definition(ballot.survey, before.version)
        taken_back = counted(definition, _decode(before.answers))
        if before.version == ballot.version:
            tallies[ballot.version].change(taken_back, after)
        else:
            tallies[before.version].withdraw(taken_back)
            tallies[ballot.version].cast(after)

    def _words(self, sealed: bytes | None, key: bytes) -> dict[str, Any]:
        """The answers that are the person's own words or files."""
        if not sealed:
            return {}
        words: dict[str, Any] = _decode(self._keys.unseal(sealed, b"ballot" + key))
        return words

    def _row(self, key: bytes, ballot: Ballot, when: bytes | None) -> dict[str, object]:
        sealed = private(self._surveys.definition(ballot.survey, ballot.version))
        words = {q: a for q, a in ballot.answers.items() if q in sealed and a is not None}
        # A mark instead of the words, so that the ballot still says what was answered.
        open_ = {q: "" if q in words else a for q, a in ballot.answers.items() if a is not None}
        return {
            "survey": ballot.survey,
            "voter": key,
            "version": ballot.version,
            "answers": _encode(open_).decode(),
            "words_sealed": self._keys.seal(_encode(words), b"ballot" + key) if words else None,
            "cast_sealed": when,
            "poster": ballot.poster or None,
        }
