"""The order of options where it has no meaning."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Choice, Pick, PickMany, Rank
from dialogs.answers.mixing import mixed
from dialogs.messages import Press, Start, Words
from dialogs.surveys.survey import Question, Survey, flow
from dialogs.texts import chain
from tests.play import Scene

CHOICES = tuple(Choice(value, {"de": value.title()}) for value in ("a", "b", "c", "d", "unsure"))
PICK = Pick(CHOICES, order="random")
OPTIONS = PICK.options(chain("de"), ())


@given(st.integers(0, 2**42))
def test_nothing_is_lost_and_the_last_stays_last(seed: int) -> None:
    shown = mixed(PICK, OPTIONS, seed)
    assert sorted(o.value for o in shown) == sorted(o.value for o in OPTIONS)
    assert shown[-1].value == "unsure"
    assert mixed(PICK, OPTIONS, seed) == shown


def test_no_place_is_favoured() -> None:
    """Every option stands first for about a quarter of all people."""
    first = Counter(mixed(PICK, OPTIONS, 1_700_000_000_000 + n)[0].value for n in range(4000))
    assert set(first) == {"a", "b", "c", "d"}
    assert all(850 < count < 1150 for count in first.values())


@pytest.mark.parametrize("kind", [Pick(CHOICES), PickMany(CHOICES), Rank(CHOICES)])
def test_what_has_an_order_keeps_it(kind: Pick | PickMany | Rank) -> None:
    options = kind.options(chain("de"), ())
    assert mixed(kind, options, 7) == options


def test_what_excludes_all_others_stays_last_too() -> None:
    kind = PickMany(CHOICES, alone=("a",), order="random")
    shown = mixed(kind, kind.options(chain("de"), ()), 3)
    assert {o.value for o in shown[-2:]} == {"a", "unsure"}


def test_a_person_keeps_one_order_and_a_number_means_what_is_shown() -> None:
    asked = Survey(
        "mixed",
        (Question("q", {"de": "Was?"}, PICK), Question("why", {"de": "Und?"}, PICK)),
        {"de": "Warum"},
    )
    scene = Scene([flow(asked)], consents={"surveys"}, decided={"contact"}, new=False)
    scene.hear(Start("survey:mixed"))
    shown = scene.hear(Words("1")).message
    again = scene.hear(Words("quatsch mit soße")).message
    assert again.options == shown.options
    scene.hear(Words("2"))
    turn = scene.hear(Press(scene.hear(Words("zurück")).message.prompt, shown.options[2].value))
    done = scene.hear(Words("1"))
    cast = scene.hear(Press(done.message.prompt, "send"))
    assert turn.message.prompt != done.message.prompt
    assert cast.acts[-1].answers["q"] == shown.options[2].value
