"""Messages as Telegram takes them."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity
from telegram.request import BaseRequest

from adapters.adapter import PerhapsSent, Readdressed, Rejected, RetryLater, Unreachable
from adapters.telegram.errors import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    NotSent,
    RetryAfter,
    TelegramError,
    TimedOut,
    blame,
    refusal,
)
from adapters.telegram.requests import (
    LARGEST_PHOTO,
    chosen,
    entities,
    file_request,
    packed,
    rows,
    text_request,
    utf16,
)
from adapters.telegram.updates import Entity
from dialogs.markup import Span, plain, words
from dialogs.messages import File, Message, Option

LONG = "Ein recht langer Text auf einem Knopf"


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(str(number), label) for number, label in enumerate(labels))


def layout(*labels: str) -> list[list[str]]:
    return [[option.label for option in row] for row in rows(options(*labels))]


def test_a_message_is_text_with_entities_and_buttons() -> None:
    message = Message(
        (Span("Frage 1 "), Span("Wohin?", True)), options("Ja", "Nein"), options("Zurück"), "12"
    )
    assert text_request("7", message) == {
        "chat_id": 7,
        "text": "Frage 1 Wohin?",
        "link_preview_options": {"is_disabled": True},
        "entities": [{"type": "bold", "offset": 8, "length": 6}],
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Ja", "callback_data": "12|0"},
                    {"text": "Nein", "callback_data": "12|1"},
                ],
                [{"text": "Zurück", "callback_data": "12|0"}],
            ]
        },
    }


def test_a_message_without_buttons_has_no_keyboard() -> None:
    assert "reply_markup" not in text_request("7", Message(plain("Danke")))


@given(st.lists(st.builds(Span, st.text(min_size=1, max_size=20), st.booleans()), max_size=8))
def test_entities_are_counted_as_telegram_counts(spans: list[Span]) -> None:
    """By the library's own way to cut an entity out of a text."""
    text = tuple(span for span in spans if not any("\ud800" <= c <= "\udfff" for c in span.text))
    flat = words(text)
    bold = [span.text for span in text if span.bold]
    found = [MessageEntity(e["type"], e["offset"], e["length"]) for e in entities(text)]
    cut = [flat.encode("utf-16-le")[e.offset * 2 : (e.offset + e.length) * 2] for e in found]
    assert [part.decode("utf-16-le") for part in cut] == bold
    assert utf16(flat) == sum(utf16(span.text) for span in text)


@pytest.mark.parametrize(
    ("labels", "laid_out"),
    [
        (("Ja", "Nein"), [["Ja", "Nein"]]),
        (("1", "2", "3", "4", "5"), [["1", "2", "3", "4", "5"]]),
        (("0", "1", "2", "3", "4", "5"), [["0", "1", "2"], ["3", "4", "5"]]),
        ((LONG, "Ja"), [[LONG], ["Ja"]]),
        (("Zurück", "Pause", "Abbrechen", "Hilfe"), [["Zurück", "Pause"], ["Abbrechen", "Hilfe"]]),
        ((), []),
    ],
)
def test_buttons_are_laid_out_by_their_length(labels: Any, laid_out: Any) -> None:
    assert layout(*labels) == laid_out


def test_controls_fill_their_rows() -> None:
    labels = ("Weitere anzeigen", "Standort senden", "Zurück", "Überspringen", "Pause", "Hilfe")
    assert [[option.label for option in row] for row in packed(options(*labels))] == [
        ["Weitere anzeigen"],
        ["Standort senden", "Zurück"],
        ["Überspringen", "Pause"],
        ["Hilfe"],
    ]


def test_a_position_is_shared_by_a_keyboard_that_goes_when_it_is_done() -> None:
    asked = Message(plain("Wo?"), controls=options("Zurück"), prompt="3", locate="Hier bin ich")
    assert text_request("7", asked)["reply_markup"] == {
        "keyboard": [
            [{"text": "Hier bin ich", "request_location": True}],
            [{"text": "Zurück"}],
        ],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    told = Message(plain("Zeitz."), located=True)
    assert text_request("7", told)["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.parametrize(
    ("media_type", "size", "method"),
    [
        ("image/png", 10, "sendPhoto"),
        ("image/png", LARGEST_PHOTO + 1, "sendDocument"),
        ("image/svg+xml", 10, "sendDocument"),
        ("text/calendar", 10, "sendDocument"),
    ],
)
def test_a_file_goes_with_what_it_shows_in_words(media_type: str, size: int, method: str) -> None:
    file = File("bild", media_type, "Ein Balken", bytes(size))
    message = Message((Span("Ein "), Span("Balken", True)), options("Ja"), (), "4", files=(file,))
    found, upload = file_request("7", message, file)
    assert found == method
    assert upload.parameters["caption"] == "Ein Balken"
    assert '"bold"' in upload.parameters["caption_entities"]
    assert "inline_keyboard" in upload.parameters["reply_markup"]


def test_an_answered_question_shows_the_answer() -> None:
    edit = chosen("Wohin?", [Entity("bold", 0, 6), Entity("hashtag", 0, 1)], "Nach Zeitz")
    assert edit["text"] == "Wohin?\n→ Nach Zeitz"
    assert edit["entities"] == [{"type": "bold", "offset": 0, "length": 6}]


@pytest.mark.parametrize(
    ("error", "blamed"),
    [
        (RetryAfter(timedelta(seconds=7)), RetryLater),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (BadRequest("Chat not found"), Unreachable),
        (ChatMigrated(-100), Readdressed),
        (BadRequest("Message text is empty"), Rejected),
        (InvalidToken(), RetryLater),
        (NotSent("x"), ConnectionError),
        (NetworkError("x"), PerhapsSent),
        (TimedOut(), PerhapsSent),
        (TelegramError("x"), Rejected),
    ],
)
def test_a_refusal_is_told_apart(error: TelegramError, blamed: type[Exception]) -> None:
    assert isinstance(blame(error), blamed)
    if isinstance(error, RetryAfter):
        assert blame(error).after.total_seconds() == 7  # type: ignore[attr-defined]


class Library(BaseRequest):
    """What the library makes of an answer."""

    def __init__(self, status: int, answer: bytes) -> None:
        self._answered = status, answer

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return self._answered


@pytest.mark.parametrize(
    "answer",
    [
        b'{"ok":false,"error_code":0,"description":"Some words"}',
        b'{"ok":false,"description":"x","parameters":{"retry_after":7}}',
        b'{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":-1001}}',
        b'{"ok":false,"description":"x","parameters":{"other":1}}',
        b"{}",
        b"<html>Bad Gateway</html>",
        b"\xff",
        b"",
    ],
)
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 418, 429, 500, 502, 599])
async def test_an_answer_means_what_the_library_makes_of_it(status: int, answer: bytes) -> None:
    with (
        warnings.catch_warnings(action="ignore"),  # it is about to change a type
        pytest.raises(telegram.error.TelegramError) as known,
    ):
        await Library(status, answer).post("http://x")
    found = refusal(status, answer)
    assert type(found).__name__ == type(known.value).__name__
    if isinstance(known.value, telegram.error.RetryAfter):
        assert isinstance(found, RetryAfter)
        assert found.after.total_seconds() == 7
    if isinstance(known.value, telegram.error.ChatMigrated):
        assert isinstance(found, ChatMigrated)
        assert found.to == known.value.new_chat_id


def test_nobody_can_have_us_wait_for_ever() -> None:
    for after in (10**6, 10**18, -5):
        found = refusal(429, b'{"parameters":{"retry_after":%d}}' % after)
        assert not isinstance(found, RetryAfter) or found.after == timedelta(days=1)
