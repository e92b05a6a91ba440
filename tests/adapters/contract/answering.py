"""Options: every one can be reached, and a press, its number and its words mean the same."""

from __future__ import annotations

import pytest

from adapters.fit import numbers
from dialogs.engine import Turn
from dialogs.markup import plain
from dialogs.messages import Heard, Message, Option, Press, Words
from tests.play import Scene, arrange, heard

from .ground import Ground

OPTIONS = tuple(Option(f"v{n}", label) for n, label in enumerate(("Ja", "Nein", "Weiß nicht"), 1))
CONTROLS = (Option("/back", "Zurück"), Option("/skip", "Überspringen"))


def question(prompt: str) -> Message:
    return Message(plain(f"Frage {prompt}"), OPTIONS, CONTROLS, prompt)


class Answering:
    @pytest.mark.parametrize("option", [*OPTIONS, *CONTROLS], ids=lambda option: option.label)
    async def test_each_option_can_be_pressed(self, ground: Ground, option: Option) -> None:
        ground.needs("press")
        chat, press = await ground.somebody(), Press("7", option.value)
        names = await ground.say(chat, question("7"))
        await chat.sees(names[-1])
        wanted = await chat.presses(names[-1], option.label, press)
        assert await ground.ear.hears(chat, 1) == [wanted]
        assert wanted in (press, Words(option.label))

    async def test_a_press_on_an_old_question_names_that_one(self, ground: Ground) -> None:
        ground.needs("press")
        chat = await ground.somebody()
        (old,), (new,) = [await ground.say(chat, question(prompt)) for prompt in ("7", "8")]
        await chat.sees(new)
        assert await chat.presses(old, "Nein", Press("7", "v2")) == Press("7", "v2")
        assert await ground.ear.hears(chat, 1) == [Press("7", "v2")]

    async def test_a_press_is_known_to_the_next_run(self, ground: Ground) -> None:
        ground.needs("press")
        ground.needs("again")
        chat = await ground.somebody()
        (name,) = await ground.say(chat, question("7"))
        await chat.sees(name)
        await ground.again()
        await chat.presses(name, "Nein", Press("7", "v2"))
        assert await ground.ear.hears(chat, 1) == [Press("7", "v2")]

    @pytest.mark.parametrize("place", [0, 1])
    async def test_a_press_a_number_and_its_words_are_the_same_answer(
        self, ground: Ground, place: int
    ) -> None:
        scene, asked = _asked()
        option = asked.options[place]
        chat = await ground.somebody()
        (name,) = await ground.say(chat, asked)
        await chat.sees(name)
        number = next(
            n for n, v in numbers(asked.options, asked.first).items() if v == option.value
        )
        for words in (number, option.label):
            await chat.says(words)
        if "press" not in ground.lacks:
            await chat.presses(name, option.label, Press(asked.prompt, option.value))
        ways = 2 if "press" in ground.lacks else 3
        turns = [_turn(scene, one) for one in await ground.ear.hears(chat, ways)]
        assert turns == [_turn(scene, Press(asked.prompt, option.value))] * ways


def _asked() -> tuple[Scene, Message]:
    """In the middle of a survey, at a question with two options."""
    scene = Scene()
    for line in ("known", "open bus"):
        arrange(scene, line.split())
    shown = scene.hear(Words("/start survey_bus")).message
    return scene, scene.hear(heard("[Ja, teilnehmen]", shown)).message


def _turn(scene: Scene, said: Heard) -> Turn:
    return scene.turn(said)
