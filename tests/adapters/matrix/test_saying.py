"""What is said: words, HTML, what a reaction stands for, and how fast."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.adapter import Capabilities, Rejected, RetryLater, Unreachable
from adapters.fit import fit
from adapters.matrix.contents import answered, content, question
from adapters.matrix.errors import BARRED, Refused, blame
from adapters.matrix.reactions import offered, pressed
from adapters.matrix.tempo import SPARE, Tempo
from dialogs.markup import Span, plain
from dialogs.messages import OFFER, Message, Option, Press

FIELDS = (Option("energy", "Energie"), Option("jobs", "Arbeit"), Option("bus", "Bus"))
CONTROLS = (Option("/back", "Zurück"), Option("/done", "Fertig"))
CAN = Capabilities(reactions=True)
HOSTILE = "<script>alert('&')</script>"


def asked(message: Message) -> dict[str, Any]:
    """The content of a question as it goes out."""
    (only,) = fit(message, CAN)
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


def test_numbered_lines_are_a_list_that_is_read_out_as_one() -> None:
    found = asked(Message(plain("2. Was <b>?"), FIELDS, CONTROLS, "7", first=7))
    assert found["body"] == ("2. Was <b>?\n7. Energie\n8. Arbeit\n9. Bus\n\nZurück · Fertig")
    assert found["formatted_body"] == (
        '2. Was &lt;b&gt;?<ol start="7"><li>Energie</li><li>Arbeit</li><li>Bus</li></ol>'
        "<br/>Zurück · Fertig"
    )


def test_an_answered_question_shows_the_answer_in_whatever_client() -> None:
    options = (*FIELDS, Option("other", "<X>"))
    (said,) = fit(Message(plain("Was?"), options, (), "7", language="en"), CAN)
    edit = answered(said, "$asked", "other")
    assert edit is not None
    new = edit["m.new_content"]
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$asked"}
    assert new["body"] == "Was?\n1. Energie\n2. Arbeit\n3. Bus\n4. <X>\nYour answer: <X>"
    assert new["formatted_body"].endswith("</ol>Your answer: <strong>&lt;X&gt;</strong>")
    assert "de.revierstimme.question" not in new
    assert answered(said, "$asked", "elsewhere") is None
    assert (edit["body"], edit["formatted_body"]) == (
        f"* {new['body']}",
        f"* {new['formatted_body']}",
    )


SIGNS = (Option("bus", "🚌 Bus"), Option("yes", "✓ Ja"), Option("no", "Nein 🛑"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("🚌", "bus"),
        ("a", "bus"),
        ("🅱️", "yes"),
        ("🇨", "no"),
        ("👍🏽", "yes"),
        ("👎", "no"),
        ("🛑", "no"),
        ("✓", None),
        ("d", None),
        ("✅", "/done"),
    ],
)
def test_an_option_has_its_own_signs_too(key: str, value: str | None) -> None:
    found = question(asked(Message(plain("Was?"), SIGNS, CONTROLS, "7", many=True)))
    assert found is not None
    assert found.many
    assert pressed(found, key) == (Press("7", value) if value else None)


def test_where_labels_are_numbers_there_are_no_letters() -> None:
    steps = tuple(Option(str(n), str(n)) for n in range(11))
    found = question(asked(Message(plain("Wie sehr?"), steps, (), "7", first=0)))
    assert found is not None
    assert pressed(found, "a") is None
    assert pressed(found, "🔟") == Press("7", "10")


def test_only_few_reactions_are_offered() -> None:
    few = question(asked(Message(plain("Was?"), FIELDS, CONTROLS, "7")))
    many = question(asked(Message(plain("Was?"), FIELDS * 3, (), "7")))
    assert few is not None
    assert many is not None
    assert offered(few) == ["1️⃣", "2️⃣", "3️⃣", "✅"]
    assert offered(many) == []


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


def test_what_is_only_nice_waits_long_after_a_refusal() -> None:
    tempo = Tempo()
    assert tempo.spare(0.0)
    tempo.refused(0.0)
    assert not tempo.spare(SPARE - 1)
    assert tempo.spare(SPARE)


def test_what_is_public_asks_nothing_and_links() -> None:
    links = (Option("https://matrix.to/#/@bot:revier.test", "Jetzt mitmachen"),)
    found = asked(Message(plain("Neue Umfrage"), links, CONTROLS, "7", public=True))
    assert found == {
        "msgtype": "m.text",
        "m.mentions": {},
        "body": "Neue Umfrage\n\nJetzt mitmachen (https://matrix.to/#/@bot:revier.test)",
        "format": "org.matrix.custom.html",
        "formatted_body": "Neue Umfrage<br/><br/>"
        '<a href="https://matrix.to/#/@bot:revier.test">Jetzt mitmachen</a>',
    }


def test_all_parts_of_what_is_public_are_public() -> None:
    long = Message(plain("Wort " * 2000), public=True)
    parts = fit(long, CAN)
    assert len(parts) > 1
    assert all(part.public for part in parts)


def test_nobody_else_can_say_what_a_reaction_means() -> None:
    assert question({"de.revierstimme.question": {"prompt": 1, "numbers": []}}) is None
    assert question({}) is None


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


@pytest.mark.parametrize(
    ("key", "value"), [("👍", "idea_done:1"), ("👎", "idea_not_done:1"), ("2️⃣", "")]
)
def test_a_thumb_says_yes_or_no_to_what_was_told(key: str, value: str) -> None:
    answers = (Option("idea_done:1", "Ja"), Option("idea_not_done:1", "Nein, noch nicht"))
    found = question(asked(Message(plain("Ist das umgesetzt?"), answers, prompt=OFFER)))
    assert found is not None
    assert pressed(found, key) == (Press(OFFER, value) if value else None)


def test_what_asks_nothing_can_be_pressed_too() -> None:
    found = question(asked(Message(plain("Pause."), controls=(Option("/menu", "Menü"),))))
    assert found is not None
    assert pressed(found, "🏠") == Press("", "/menu")
