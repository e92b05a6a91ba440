"""Where people live, in ballots that are nobody's: only by the groups that results tell of (B5).

How regions are told apart is settled before that and kept, so results stay what they were. Counted
anew from groups, small ones would be told otherwise, and both together could tell of few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from dialogs.answers import Where
from dialogs.surveys.regions import NONE, Parts, kept_as, parts_of, place_of, place_of_all
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import STEP, Tallies, Tally, copy

from .tables import ballots, survey_versions, surveys
from .tallies import keep_tallies, tallies_of

Told = dict[str, Parts]
"""Question → how regions are told apart by its answers."""
Definition = Callable[[str, int], Survey]
Answers = Mapping[str, Any]
_CHANGE = (
    update(ballots)
    .where(ballots.c.survey == bindparam("of"), ballots.c.voter == bindparam("key"))
    .values(answers=bindparam("rolled"))
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_decode_told = msgspec.json.Decoder(Told).decode


def roll_up(connection: Connection, id: str, definition: Definition) -> None:
    """Have ballots and tallies of a closed survey keep regions only as results tell them."""
    k = connection.execute(select(surveys.c.k).where(surveys.c.id == id)).scalar_one() or STEP
    for version, both in tallies_of(connection, id).items():
        survey = definition(id, version)
        told: Told = {}
        if asked := [q for q in survey.questions if isinstance(q.answer, Where)]:
            told = _roll_up(connection, survey, asked, both, k)
        which = survey_versions.c.survey == id, survey_versions.c.version == version
        settled = update(survey_versions).where(*which).values(regions=_encode(told).decode())
        connection.execute(settled)


def regions_told(connection: Connection, id: str, version: int) -> Told:
    """How regions are told apart, for good; nothing of questions before that was settled."""
    query = select(survey_versions.c.regions).where(
        survey_versions.c.survey == id, survey_versions.c.version == version
    )
    kept = connection.execute(query).scalar_one_or_none()
    return _decode_told(kept) if kept else {}


def finer(connection: Connection) -> list[str]:
    """Surveys whose ballots are nobody's and still say where people live as they said it."""
    query = (
        select(surveys.c.id)
        .join(survey_versions, survey_versions.c.survey == surveys.c.id)
        .where(
            surveys.c.state == "closed",
            surveys.c.secret_sealed.is_(None),
            survey_versions.c.published,
            survey_versions.c.regions.is_(None),
        )
    )
    return list(connection.execute(query.distinct().order_by(surveys.c.id)).scalars())


def _roll_up(
    connection: Connection, survey: Survey, asked: list[Question], both: Tallies, k: int
) -> Told:
    query = select(ballots.c.voter, ballots.c.answers).where(
        ballots.c.survey == survey.id, ballots.c.version == survey.version
    )
    stored = {row.voter: row.answers for row in connection.execute(query)}
    rows = {key: _decode(answers) for key, answers in stored.items()}
    # Numbers that stay at the last step are told of everybody together alone.
    held = copy(both.released) != copy(both.current)
    by = None if held else place_of(survey)
    told = _settled(survey, asked, by, rows.values(), both.released, k)
    groups = {}
    if by is not None:
        groups = {given: kept_as(told[by.id], given) for given in _given(rows.values(), by)}
    changed = [
        {"of": survey.id, "key": key, "rolled": after}
        for key, before in stored.items()
        if (after := _encode(_rolled(survey, rows[key], by, groups)).decode()) != before
    ]
    if changed:
        connection.execute(_CHANGE, changed)
    for tally in (both.current, both.released):
        _roll_tally(tally, told, asked)
    keep_tallies(connection, survey.id, survey.version, both)
    return told


def _settled(  # noqa: PLR0913, PLR0917 - all that results are told by
    survey: Survey,
    asked: Iterable[Question],
    by: Question | None,
    cast: Collection[Answers],
    told_last: Tally,
    k: int,
) -> Told:
    """How regions are told apart by each question that tells them."""
    return {
        q.id: parts_of(q, _given(cast, q) if q == by else _counted(told_last, q), k)
        for q in asked
        if place_of_all(q, survey)
    }


def _given(cast: Iterable[Answers], question: Question) -> Counter[str]:
    return Counter(answers.get(question.id) or NONE for answers in cast)


def _counted(tally: Tally, question: Question) -> Counter[str]:
    counts = Counter(tally.counts.get(question.id, {}))
    none = tally.participants - tally.answered.get(question.id, 0)
    return counts + Counter({NONE: none})


def _rolled(
    survey: Survey, answers: Answers, by: Question | None, groups: Mapping[str, str]
) -> dict[str, Any]:
    """The answers with what is kept of places, in one order, which tells of no change."""
    kept = {}
    for question in survey.questions:
        answer = answers.get(question.id)
        if question == by:
            group = groups[answer or NONE]
            answer = None if group == NONE else group
        elif isinstance(question.answer, Where):
            # By a second place no row is ever told.
            answer = kept_as((), answer) if answer else None
        if answer is not None:
            kept[question.id] = answer
    return kept


def _roll_tally(tally: Tally, told: Told, asked: list[Question]) -> None:
    for question in asked:
        rolled: Counter[str] = Counter()
        for key, count in tally.counts.get(question.id, {}).items():
            rolled[kept_as(told.get(question.id, ()), key)] += count
        if rolled:
            tally.counts[question.id] = dict(rolled)
