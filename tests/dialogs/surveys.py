"""Random small surveys that branch, and all or some of the answers they take."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

from hypothesis import strategies as st

from dialogs.answers import (
    Acknowledge,
    Answer,
    Choice,
    Date,
    Number,
    Photo,
    Pick,
    PickMany,
    Rank,
    Scale,
    Sentence,
    Voice,
    Where,
)
from dialogs.answers.kind import Order
from dialogs.conditions import All, Answered, Any_, Compare, Condition, Count, Is, Length, Not
from dialogs.surveys.survey import Question, Survey

OPS = ("<", "<=", "=", "!=", ">=", ">")
DAYS = ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")


def choices(number: int) -> tuple[Choice, ...]:
    labels = ("Auto", "Bus", "Chor", "Dorf", "Eis", "Fahrrad", "Garten", "Hafen")
    return tuple(Choice(label[0].lower(), {"de": label}) for label in labels[:number])


ORDERS: st.SearchStrategy[Order] = st.sampled_from(["fixed", "random"])


@st.composite
def picks_many(draw: st.DrawFn) -> PickMany:
    options = choices(draw(st.integers(2, 4)))
    least = draw(st.integers(1, len(options)))
    most = draw(st.just(0) | st.integers(least, len(options)))
    values = [choice.value for choice in options]
    alone = draw(st.lists(st.sampled_from(values), max_size=1)) if least == 1 else []
    return PickMany(options, least, most, tuple(alone), draw(ORDERS))


@st.composite
def ranks(draw: st.DrawFn) -> Rank:
    options = choices(draw(st.integers(2, 4)))
    return Rank(options, draw(st.integers(0, len(options))), draw(ORDERS))


KINDS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Pick, st.integers(2, 4).map(choices), ORDERS),
    picks_many(),
    ranks(),
    st.builds(Scale, st.integers(0, 1), st.integers(2, 4)),
    st.builds(Number, least=st.just(1), most=st.just(3), decimals=st.sampled_from([0, 1])),
    st.builds(Date, st.just(DAYS[0]), st.just(DAYS[3])),
    st.builds(Sentence, st.integers(1, 3)),
    st.just(Photo()),
    st.builds(Where, st.sampled_from(["district", "municipality"])),
    st.just(Voice()),
    st.just(Acknowledge()),
)


@st.composite
def conditions(draw: st.DrawFn, earlier: dict[str, Answer]) -> Condition:
    """A condition over earlier questions, of a sort that each of these allows."""
    leaf = st.sampled_from(sorted(earlier)).flatmap(lambda id: _leaves(id, earlier[id]))
    several = st.lists(leaf, min_size=1, max_size=3).map(tuple)
    leaf |= st.builds(Answered, st.sampled_from(sorted(earlier)))
    return draw(leaf | leaf.map(Not) | several.map(All) | several.map(Any_))


def _leaves(id: str, kind: Answer) -> st.SearchStrategy[Any]:
    op = st.sampled_from(OPS)
    match kind:
        case PickMany() | Rank():
            return _is(id, kind) | st.builds(Count, st.just(id), op, st.integers(0, 4))
        case Scale():
            return _is(id, kind) | st.builds(Compare, st.just(id), op, st.integers(0, 5))
        case Number():
            edges = st.sampled_from([0, 1, 1.5, 2, 2.9, 3, 4])
            return st.builds(Compare, st.just(id), op, edges)
        case Date():
            return st.builds(Compare, st.just(id), op, st.sampled_from(DAYS))
        case Sentence():
            return st.builds(Length, st.just(id), op, st.integers(0, 4))
        case _:
            return _is(id, kind)


def _is(id: str, kind: Answer) -> st.SearchStrategy[Is]:
    values = [choice.value for choice in kind.offered()]
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    return st.builds(Is, st.just(id), chosen.map(tuple))


@st.composite
def surveys(draw: st.DrawFn, longest: int = 5, constrained: bool = False) -> Survey:
    """A sound survey whose questions look back at each other; perhaps no answer will do."""
    questions: list[Question] = []
    steering: dict[str, Answer] = {}
    for number in range(draw(st.integers(1, longest))):
        kind, optional, id = draw(KINDS), draw(st.booleans()), f"q{number}"
        when = draw(st.none() | conditions(steering)) if steering else None
        if not isinstance(kind, (Photo, Voice)) and kind != Where(level="municipality"):
            steering[id] = kind
        constraint = draw(st.none() | conditions(steering)) if constrained and steering else None
        text = {"de": f"Frage {number}?"}
        questions.append(Question(id, text, kind, optional, when, constraint=constraint))
    return Survey("random", tuple(questions), {"de": "Es geht los."}, title={"de": "Zufall"})


def every_answer(question: Question) -> list[Any]:
    """All that can be answered, as far as conditions can tell it apart."""
    given = list(_every(question.answer))
    return [*given, None] if question.optional else given


def _every(kind: Answer) -> list[Any]:
    values = [choice.value for choice in kind.offered()]
    match kind:
        case PickMany(least=least, most=most, alone=alone):
            sizes = range(least, (most or len(values)) + 1)
            sets = [chosen for size in sizes for chosen in combinations(values, size)]
            return [s for s in sets if len(s) == 1 or not set(s) & set(alone)]
        case Rank(most=most):
            return list(permutations(values, most or len(values)))
        case Scale(least=low, most=high):
            return list(range(low, high + 1))
        case Number(decimals=0):
            return [1, 2, 3]
        case Number():
            return [tenths / 10 for tenths in range(10, 31)]
        case Date():
            return list(DAYS)
        case Sentence(longest=longest):
            return ["x" * length for length in range(1, longest + 1)]
        case Photo():
            return [{"photo": "F1"}]
        case Voice():
            return [{"voice": "V1"}]
        case _:
            return values
