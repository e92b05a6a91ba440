"""A message fits whatever a platform can show, and still says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.adapter import Capabilities
from adapters.fit import fit, split
from dialogs.markup import Rich, Span, plain, words
from dialogs.messages import File, Message, Option

QUESTION = plain("Fahren Sie mit dem Bus?")
CONTROLS = (Option("/back", "Zurück"), Option("/stop", "Stopp"))


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(f"v{number}", label) for number, label in enumerate(labels, 1))


def listed(message: Message) -> list[str]:
    """The lines under the question where there are no buttons."""
    (only,) = fit(message, Capabilities())
    assert only.options == only.controls == ()
    return words(only.text).splitlines()[1:]


def test_what_fits_is_left_as_it_is() -> None:
    message = Message(QUESTION, options("Ja", "Nein"), CONTROLS, "7")
    assert fit(message, Capabilities(buttons=4)) == (message,)


@pytest.mark.parametrize(
    ("buttons", "shown"),
    [
        (4, ("Fahren Sie mit dem Bus?", 2, 2)),
        (3, ("Fahren Sie mit dem Bus?\n\nZurück · Stopp", 2, 0)),
        (2, ("Fahren Sie mit dem Bus?\n\nZurück · Stopp", 2, 0)),
        (1, ("Fahren Sie mit dem Bus?\n1. Ja\n2. Nein\n\nZurück · Stopp", 0, 0)),
        (0, ("Fahren Sie mit dem Bus?\n1. Ja\n2. Nein\n\nZurück · Stopp", 0, 0)),
    ],
)
def test_buttons_that_are_too_many_become_words(buttons: int, shown: tuple[str, int, int]) -> None:
    (only,) = fit(Message(QUESTION, options("Ja", "Nein"), CONTROLS), Capabilities(buttons))
    assert (words(only.text), len(only.options), len(only.controls)) == shown


def test_controls_stay_buttons_where_only_the_options_are_too_many() -> None:
    message = Message(QUESTION, options("a", "b", "c"), CONTROLS)
    (only,) = fit(message, Capabilities(buttons=2))
    assert words(only.text) == "Fahren Sie mit dem Bus?\n1. a\n2. b\n3. c"
    assert only.controls == CONTROLS


@pytest.mark.parametrize(
    ("first", "labels", "lines"),
    [
        (1, ("Ja", "Nein"), ["1. Ja", "2. Nein"]),
        (7, ("Ja", "Nein"), ["7. Ja", "8. Nein"]),
        # Labels that bear their number need no other.
        (1, ("1. Wer?", "2. Was?"), ["1. Wer?", "2. Was?"]),
        (1, ("1", "2", "3"), ["1", "2", "3"]),
        (0, ("0 – nie", "1", "2 – immer"), ["0 – nie", "1", "2 – immer"]),
        (1, ("1,5 km", "12 km"), ["1. 1,5 km", "2. 12 km"]),
        # Where labels are other numbers, it is these that are to be typed.
        (1, ("0", "1", "2 und mehr"), ["– 0", "– 1", "– 2 und mehr"]),
        (7, ("1", "2"), ["– 1", "– 2"]),
    ],
)
def test_a_line_shows_what_to_type(first: int, labels: tuple[str, ...], lines: list[str]) -> None:
    assert listed(Message(QUESTION, options(*labels), first=first)) == lines


@pytest.mark.parametrize(
    ("label", "longest", "shown"),
    [("Straßenbahn", 11, "Straßenbahn"), ("Straßenbahn", 10, "Straßenba…"), ("Bus 42", 5, "Bus…")],
)
def test_a_label_that_is_too_long_is_cut_visibly(label: str, longest: int, shown: str) -> None:
    can = Capabilities(buttons=2, label=longest)
    (only,) = fit(Message(QUESTION, options(label), (Option("/more", label),)), can)
    assert [button.label for button in (*only.options, *only.controls)] == [shown, shown]


def test_a_label_in_a_list_is_never_cut() -> None:
    assert listed(Message(QUESTION, options("x" * 100))) == [f"1. {'x' * 100}"]


def test_a_long_message_keeps_its_buttons_at_the_end() -> None:
    message = Message(plain("Ein Satz. " * 10 + "Und?"), options("Ja"), CONTROLS, "7", 3)
    *before, last = fit(message, Capabilities(buttons=3, text=40))
    assert before
    assert all(part == Message(part.text) for part in before)
    assert (last.options, last.controls) == (message.options, message.controls)
    assert (last.prompt, last.first) == ("7", 3)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("kurz", ["kurz"]),
        ("", [""]),
        ("Absatz eins.\n\nAbsatz zwei", ["Absatz eins.", "Absatz zwei"]),
        ("Zeile eins\nZeile zwei", ["Zeile eins", "Zeile zwei"]),
        ("Satz eins. Satz zwei", ["Satz eins.", "Satz zwei"]),
        ("eins zwei drei vier", ["eins zwei", "drei vier"]),
        ("Donaudampfschifffahrt", ["Donaudampfschi", "fffahrt"]),
        ("vierzehn lang. ", ["vierzehn lang."]),
        # Not so early that many small messages would come of it.
        ("O " + "x" * 20, ["O " + "x" * 12, "x" * 8]),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, parts: list[str]) -> None:
    assert [words(part) for part in split(plain(text), 14)] == parts


SPANS = st.builds(
    Span,
    st.text(st.sampled_from("ab. \n"), min_size=1, max_size=12),
    st.booleans(),
    st.sampled_from(["", "https://beispiel.example"]),
)


@given(st.lists(SPANS, max_size=6).map(tuple), st.integers(1, 20))
def test_no_letter_and_no_style_is_lost(text: Rich, longest: int) -> None:
    parts = split(text, longest)
    assert all(len(words(part)) <= longest for part in parts)
    assert _letters(*parts) == _letters(text)
    assert parts == [text] or all(words(part) == words(part).strip() for part in parts)
    if _letters(text):
        assert all(_letters(part) for part in parts), "an empty message cannot be sent"


def _letters(*texts: Rich) -> list[tuple[str, bool, str]]:
    """Every letter with its style; space may go where a text is cut."""
    return [
        (letter, span.bold, span.link)
        for text in texts
        for span in text
        for letter in span.text
        if not letter.isspace()
    ]


PICTURE = File("bild.png", "image/png", "Ein Balken " * 20, b"png")
TELEGRAM = Capabilities(buttons=100, caption=100, keyboard=True)


def test_files_go_first_each_with_its_words() -> None:
    message = Message(plain("Ergebnis"), (Option("a", "A"),), files=(PICTURE, PICTURE))
    *files, last = fit(message, TELEGRAM)
    assert [part.files for part in files] == [(PICTURE,), (PICTURE,)]
    assert all(len(words(part.text)) <= 100 for part in files)
    assert (words(last.text), last.files) == ("Ergebnis", ())
    assert len(last.options) == 1


def test_where_no_files_can_be_sent_their_words_are_said() -> None:
    first, last = fit(Message(plain("Ergebnis"), files=(PICTURE,)), Capabilities())
    assert words(first.text).startswith("bild.png: Ein Balken")
    assert not first.files
    assert words(last.text) == "Ergebnis"


def test_a_keyboard_goes_with_the_paragraph_about_it() -> None:
    text = plain("Verstanden: Zeitz.\n\nFrage 2\n\nWie lange?")
    message = Message(text, (Option("a", "A"),), prompt="5", located=True)
    first, last = fit(message, TELEGRAM)
    assert (words(first.text), first.located) == ("Verstanden: Zeitz.", True)
    assert (words(last.text), last.located, last.prompt) == ("Frage 2\n\nWie lange?", False, "5")
    [whole] = fit(Message(text, located=True), TELEGRAM)
    assert whole.located
    assert not any(part.located for part in fit(message, Capabilities(buttons=9)))


def test_a_position_is_only_asked_for_where_there_is_a_button_for_it() -> None:
    locate = Option("/locate", "Standort senden")
    message = Message(plain("Wo?"), controls=(locate, Option("/back", "Zurück")))
    assert fit(message, TELEGRAM)[-1].controls == message.controls
    assert "Standort" not in words(fit(message, Capabilities())[-1].text)
    [asked] = fit(Message(plain("Wo?"), locate="Standort senden"), Capabilities())
    assert asked.locate == ""
