"""At every question a control is one word away, however it is typed (A5)."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise

import pytest

from dialogs.answers import Choice, Pick
from dialogs.messages import Control, Message, Press, Words
from dialogs.surveys.survey import Question, Survey, flow
from dialogs.understanding.matching import forms
from tests.play import Scene, turns

VOCABULARY = [
    tomllib.loads(
        files("dialogs.understanding").joinpath(f"words/{language}.toml").read_text("utf-8")
    )
    for language in ("de", "en")
]
SIGNS = tomllib.loads(
    files("dialogs.understanding").joinpath("words/signs.toml").read_text("utf-8")
)
SPELLINGS: dict[str, Callable[[str], Iterator[str]]] = {
    "as it is": lambda word: iter([word]),
    "capitalised": lambda word: iter([word.capitalize(), word.title()]),
    "in capitals": lambda word: iter([word.upper()]),
    "with an emoji": lambda word: iter([f"{word} 🙂", f"🙏🙏 {word}", f"{word}👍🏽"]),
    "with punctuation": lambda word: iter([f"{word}!!!", f"{word}.", f"„{word}“", f"... {word}?"]),
    "with other umlauts": lambda word: iter([_spelled(word), _bare(word), _apart(word)]),
    "with a letter doubled": lambda word: _doubled(word) if len(word) > 3 else iter(()),
    "with letters swapped": lambda word: _swapped(word) if len(word) > 3 else iter(()),
}

SLIPS = ("with a letter doubled", "with letters swapped")
AMBIGUOUS = {"weiteer"}
"""Slips that may be two words; they are not guessed."""
OPTIONS = ["# known", "# open bus", "# open puls", "> /start survey_bus", "> ja"]
FREE = [*OPTIONS, "> ja"]
SCENES = {
    # Most controls work anywhere; some only where there is something to keep, show or finish.
    **dict.fromkeys(Control, (OPTIONS, FREE)),
    Control.KEEP: ([*FREE, "> [Zurück]"], [*FREE, "> 42", "> [Zurück]"]),
    Control.UNDO: tuple(
        [*script, "> /start survey_puls", "> [Abbrechen]"] for script in (OPTIONS, FREE)
    ),
    Control.RESUME: tuple([*script, "> [Pause]"] for script in (OPTIONS, FREE)),
    Control.MORE: (["# known", "# open erwartungen", "> /start survey_erwartungen", "> ja"],),
    Control.LOCATE: (["# known", "# open orte", "> /start survey_orte", "> ja"],),
    Control.DONE: ([*OPTIONS, "> nein", "> [Der Preis]"],),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("control", Control)
def test_a_word_does_what_the_button_does(control: Control, spelling: str) -> None:
    phrases = [phrase for words in VOCABULARY for phrase in words["controls"][control]]
    assert phrases
    if control is Control.LOCATE and spelling in SLIPS:
        return  # Where a place is asked for, a misspelt word may be a place.
    for scene, shown in map(_played, SCENES[control]):
        pressed = scene.turn(Press(shown.prompt, f"/{control}"))
        for phrase in phrases:
            for typed in SPELLINGS[spelling](phrase):
                if typed in AMBIGUOUS:
                    continue
                assert scene.turn(Words(typed)) == pressed, typed


def test_no_word_means_two_things() -> None:
    meanings = defaultdict(set)
    for language in VOCABULARY:
        for topic in ("controls", "flows"):
            for meaning, phrases in language[topic].items():
                for phrase in phrases:
                    for form in forms(phrase):
                        meanings[form].add(meaning)
    assert {form: both for form, both in meanings.items() if len(both) > 1} == {}


@pytest.mark.parametrize("control", SIGNS)
def test_an_emoji_does_what_the_button_does(control: str) -> None:
    for scene, shown in map(_played, SCENES[Control(control)]):
        pressed = scene.turn(Press(shown.prompt, f"/{control}"))
        for sign in SIGNS[control]:
            for typed in (sign, f" {sign} ", sign.replace("\ufe0f", "")):
                assert scene.turn(Words(typed)) == pressed, typed


@pytest.mark.parametrize("control", Control)
def test_a_command_with_a_slash_does_what_the_button_does(control: Control) -> None:
    for scene, shown in map(_played, SCENES[control]):
        pressed = scene.turn(Press(shown.prompt, f"/{control}"))
        for typed in (f"/{control}", f"/{control.upper()}", f"/{control}@Revierstimme_bot"):
            assert scene.turn(Words(typed)) == pressed, typed


@pytest.mark.parametrize(
    "said",
    [
        *("Umfrage", "Umfragen", "Ergebnisse", "Sprache", "Einstellungen", "Info", "Start"),
        *("Pausenhof", "Pausenbrot", "Hilfe für Familien", "Helfer", "weiterbilden"),
        *("Weiterbildung", "Zurückhaltung", "Rückbau", "Stopps an der Autobahn", "Endstation"),
        *("Einfach mehr Busse", "einfach", "Einfacher", "mehr", "Mehr Busse", "lassen"),
        *("Fertigung", "Menüs in der Schule", "Später Bus am Abend", "Nächste Frage: wann?"),
        *("Artenschutz", "Aufbrechen", "Abbremsen", "Zulassen", "Passieren", "Zuhören"),
        *("Linie 42", "7", "42", "a", "ja", "nein", "Keine", "Nichts", "Hallo", "Survey"),
        *("Stopover", "Endless", "Backyard", "Canal", "Homework", "Moor", "Skipper", "Pauline"),
    ],
)
def test_a_common_answer_is_not_taken_for_a_control(said: str) -> None:
    scene, _ = _played(FREE)
    frame = scene.turn(Words(said)).session.frames[-1]
    assert frame.answers.get("line") == said


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        *((said, "language") for said in ("Sprache", "language", "/language", "English")),
        *((said, "surveys") for said in ("Umfragen", "surveys", "/surveys", "umfragenn")),
        *((said, "forget_me") for said in ("Alles löschen", "delete everything", "/forget_me")),
        *((said, "consents") for said in ("abmelden", "Widerruf", "unsubscribe", "abmleden")),
        *((said, "menu") for said in ("Menü", "menu", "/menu")),
    ],
)
def test_a_flow_is_begun_by_its_name(said: str, flow: str) -> None:
    scene, _ = _played(["# known", "# open puls", "# open bus", "# consents surveys contact"])
    assert scene.turn(Words(said)).session.frames[-1].flow == flow


@pytest.mark.parametrize("label", ["Hilfe", "Pause", "Zurück", "Stopp", "Umfrage", "Mehr", "Menü"])
def test_a_label_comes_before_a_control(label: str) -> None:
    options = (Choice("this", {"de": label}), Choice("that", {"de": "Etwas anderes"}))
    question = Question("wish", {"de": "Was fehlt?"}, Pick(options))
    scene = Scene([flow(Survey("needs", (question,), {"de": "Eine Frage."}))])
    for said in ("/start survey_needs", "ja", "ja"):
        scene.hear(Words(said))
    cast = scene.turn(Words(label)).acts[0]
    assert (cast.command, cast.answers) == ("cast_ballot", {"wish": "this"})


def _played(script: list[str]) -> tuple[Scene, Message]:
    scene = Scene()
    shown = Message(())
    for _, turn, _ in turns("\n".join(script), scene):
        shown = turn.message if turn else shown
    return scene, shown


def _spelled(word: str) -> str:
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def _bare(word: str) -> str:
    return word.translate(str.maketrans("äöü", "aou"))


def _apart(word: str) -> str:
    return word.replace("ä", "a\u0308").replace("ö", "o\u0308").replace("ü", "u\u0308")


def _doubled(word: str) -> Iterator[str]:
    for place, letter in enumerate(word):
        if letter.isalpha():
            yield word[:place] + letter + word[place:]


def _swapped(word: str) -> Iterator[str]:
    for place, (one, other) in enumerate(pairwise(word)):
        if one.isalpha() and other.isalpha():
            yield word[:place] + other + one + word[place + 2 :]
