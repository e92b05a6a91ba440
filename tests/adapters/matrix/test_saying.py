"""What is said: words, HTML, what a reaction stands for, and how fast."""

from __future__ import annotations

import pytest

from adapters.adapter import Capabilities, Rejected, RetryLater, Unreachable
from adapters.fit import fit
from adapters.matrix.contents import content, question
from adapters.matrix.errors import BARRED, Refused, blame
from adapters.matrix.reactions import pressed
from adapters.matrix.tempo import Tempo
from dialogs.markup import Span, plain
from dialogs.messages import OFFER, Message, Option, Press

FIELDS = (Option("energy", "Energie"), Option("jobs", "Arbeit"), Option("bus", "Bus"))
CONTROLS = (Option("/back", "Zurück"), Option("/done", "Fertig"))
HOSTILE = "<script>alert('&')</script>"


def asked(message: Message) -> dict[str, object]:
    """The content of a question as it goes out."""
    (only,) = fit(message, Capabilities(reactions=True))
    return content(only)


def test_plain_words_need_no_html() -> None:
    found = content(Message(plain("1 < 2 & **nichts**\nzwei")))
    assert found == {"msgtype": "m.text", "body": "1 < 2 & **nichts**\nzwei", "m.mentions": {}}


def test_no_value_brings_markup_of_its_own() -> None:
    text = (Span("Titel", bold=True), Span(f"\n{HOSTILE}"), Span("da", link='https://a/?"><b>'))
    found = content(Message(text))
    assert found["formatted_body"] == (
        "<strong>Titel</strong><br/>&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;"
        '<a href="https://a/?&quot;&gt;&lt;b&gt;">da</a>'
    )
    assert found["body"] == f'Titel\n{HOSTILE}da (https://a/?"><b>)'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("1️⃣", "energy"),
        ("1", "energy"),
        ("3⃣", "bus"),
        ("4️⃣", None),
        ("⬅️", "/back"),
        ("✅", "/done"),
        ("⏭️", None),
        ("❤️", None),
        ("", None),
    ],
)
def test_a_reaction_stands_for_what_was_asked(key: str, value: str | None) -> None:
    found = question(asked(Message(plain("Was?"), FIELDS, CONTROLS, "7")))
    assert found is not None
    assert pressed(found, key) == (Press("7", value) if value else None)


def test_where_labels_are_numbers_a_number_is_the_label() -> None:
    ages = (Option("young", "10"), Option("old", "5"))
    found = question(asked(Message(plain("Wie viele?"), ages, (), "7")))
    assert found is not None
    assert pressed(found, "5️⃣") == Press("7", "old")
    assert pressed(found, "🔟") == Press("7", "young")
    assert pressed(found, "1️⃣") is None


def test_numbers_go_on_from_page_to_page() -> None:
    found = question(asked(Message(plain("Was?"), FIELDS, (), "7", first=7)))
    assert found is not None
    assert pressed(found, "8️⃣") == Press("7", "jobs")


def test_nobody_else_can_say_what_a_reaction_means() -> None:
    assert question({"de.revierstimme.question": {"prompt": 1, "numbers": []}}) is None
    assert question({}) is None


def test_a_server_that_never_refuses_is_not_waited_for() -> None:
    tempo = Tempo()
    assert all(tempo.wait(0.0) == 0 for _ in range(1000))


def test_what_a_server_refuses_is_learnt_and_forgotten() -> None:
    tempo = Tempo()
    assert tempo.wait(0.0) == 0
    tempo.refused(0.0, 5.0)
    assert tempo.wait(1.0) == 4.0
    assert tempo.wait(5.0) == 0.0
    assert tempo.wait(5.0) == 5.0
    assert tempo.wait(10.0) == 0.0
    assert tempo.wait(100.0) == 0.0
    assert tempo.wait(100.0) == 0.0


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Refused(403, "M_FORBIDDEN"), Unreachable),
        (Refused(401, "M_UNKNOWN_TOKEN"), RetryLater),
        (Refused(413, "M_TOO_LARGE"), Rejected),
        (Refused(403, "M_RESOURCE_LIMIT_EXCEEDED"), RetryLater),
        (Refused(502, ""), OSError),
        (Refused(404, ""), OSError),
        (Refused(404, "M_UNRECOGNIZED"), OSError),
        (TimeoutError(), OSError),
    ],
)
def test_what_a_refusal_means(error: Exception, meaning: type[Exception]) -> None:
    found = blame(error)
    assert isinstance(found, meaning)
    if isinstance(found, RetryLater):
        assert found.after == BARRED


@pytest.mark.parametrize(
    ("key", "pressed_is"), [("👍", True), ("✅", True), ("1️⃣", False), ("👎", False)]
)
def test_a_thumb_below_an_invitation_takes_part(key: str, pressed_is: bool) -> None:
    answers = (Option("survey:bus", "Ja, teilnehmen"), Option("not_now", "Nicht jetzt"))
    found = question(asked(Message(plain("Wir laden Sie ein"), answers, prompt=OFFER)))
    assert found is not None
    assert pressed(found, key) == (Press(OFFER, "survey:bus") if pressed_is else None)


def test_what_asks_nothing_can_be_pressed_too() -> None:
    found = question(asked(Message(plain("Pause."), controls=(Option("/menu", "Menü"),))))
    assert found is not None
    assert pressed(found, "🏠") == Press("", "/menu")
