"""One button: whatever plainly agrees presses it, and nothing else does."""

from __future__ import annotations

import pytest

from dialogs.answers import Acknowledge
from dialogs.messages import Heard, Press
from dialogs.texts import LANGUAGES, chain
from tests.dialogs.answers.saying import THINGS, answer, refusal

READ = Acknowledge()


@pytest.mark.parametrize(
    "said", ["Verstanden", "verstanden!", "ok", "Ja", "1", "a", "yes", "👍 ok"]
)
def test_a_plain_yes_acknowledges(said: str) -> None:
    assert answer(READ, said) == "OK"


@pytest.mark.parametrize("said", ["nein", "2", "vielleicht", "b", "🙂", ""])
def test_anything_else_does_not(said: str) -> None:
    assert refusal(READ, said) == "want_pick"


def test_the_button_acknowledges() -> None:
    assert answer(READ, Press("1", "OK")) == "OK"
    assert refusal(READ, Press("1", "ok")) == "want_pick"


@pytest.mark.parametrize("thing", THINGS)
def test_things_do_not(thing: Heard) -> None:
    assert refusal(READ, thing) == "want_pick"


def test_it_is_shown_in_every_language_and_counted() -> None:
    shown = {READ.words("OK", chain(language)) for language in LANGUAGES}
    assert shown == {"Verstanden", "Understood"}
    assert READ.keys("OK") == ("OK",)
