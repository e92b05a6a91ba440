"""A message as Telegram wants it: entities counted in UTF-16, buttons laid out by their length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from dialogs.markup import Rich, words
from dialogs.messages import File, Message, Option

from .updates import Entity, callback_data
from .upload import Upload

ROW, SMALL_ROW, MOST = 34, 8, 5
"""Characters in a row of buttons, those in it of a button that counts as small, and buttons."""
PHOTOS = ("image/jpeg", "image/png")
LARGEST_PHOTO = 10_000_000
"""Bytes; what is larger goes as a document."""
_DOCUMENT = ("sendDocument", "document")


def text_request(address: str, message: Message) -> dict[str, Any]:
    """The parameters of sendMessage."""
    request: dict[str, Any] = {
        "chat_id": int(address),
        "text": words(message.text),
        "link_preview_options": {"is_disabled": True},
    }
    if spans := entities(message.text):
        request["entities"] = spans
    if markup := _markup(message):
        request["reply_markup"] = markup
    return request


def file_request(address: str, message: Message, file: File) -> tuple[str, Upload]:
    """The method and parameters that send a file; its text is the caption.

    Telegram has no alternative texts: what a picture shows in words stands under it.
    """
    parameters = {"chat_id": address}
    if caption := words(message.text):
        parameters["caption"] = caption
    if spans := entities(message.text):
        parameters["caption_entities"] = msgspec.json.encode(spans).decode()
    if markup := _markup(message):
        parameters["reply_markup"] = msgspec.json.encode(markup).decode()
    small = len(file.content) <= LARGEST_PHOTO
    method, field = ("sendPhoto", "photo") if file.media_type in PHOTOS and small else _DOCUMENT
    return method, Upload(parameters, field, file.name, file.media_type, file.content)


def _markup(message: Message) -> dict[str, Any] | None:
    """The buttons; those that share a position are a keyboard in the place of the phone's own."""
    if message.locate:
        typed = [
            [{"text": option.label} for option in row]
            for row in (*rows(message.options), *packed(message.controls))
        ]
        return {
            "keyboard": [[{"text": message.locate, "request_location": True}], *typed],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
    if message.located:
        return {"remove_keyboard": True}
    keyboard = buttons(message)
    return {"inline_keyboard": keyboard} if keyboard else None


def entities(text: Rich) -> list[dict[str, Any]]:
    """Bold and links, with offsets in UTF-16 code units."""
    found: list[dict[str, Any]] = []
    offset = 0
    for span in text:
        length = utf16(span.text)
        if length and span.bold:
            found.append({"type": "bold", "offset": offset, "length": length})
        if length and span.link:
            found.append(
                {"type": "text_link", "offset": offset, "length": length, "url": span.link}
            )
        offset += length
    return found[:100]


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def buttons(message: Message) -> list[list[dict[str, str]]]:
    """Options in rows of their own, then controls."""
    return [
        [{"text": o.label, "callback_data": callback_data(message.prompt, o.value)} for o in row]
        for row in (*rows(message.options), *packed(message.controls))
    ]


def rows(options: Sequence[Option]) -> Iterator[list[Option]]:
    """As many buttons side by side as can be read on a phone, all rows about alike."""
    if not options:
        return
    longest = max(len(option.label) for option in options)
    across = max(1, min(MOST, ROW // max(longest + 2, SMALL_ROW - 2)))
    if len(options) > across:
        # Not four and one, but three and two.
        across = -(-len(options) // -(-len(options) // across))
    for first in range(0, len(options), across):
        yield list(options[first : first + across])


def packed(controls: Sequence[Option]) -> Iterator[list[Option]]:
    """In few rows, each as full as can be read: one long label does not stretch all of them."""
    row: list[Option] = []
    for control in controls:
        longest = max(len(one.label) for one in (*row, control)) + 2
        if row and (len(row) + 1) * longest > ROW:
            yield row
            row = []
        row = [*row, control]
    if row:
        yield row


def chosen(text: str, spans: Sequence[Entity], label: str) -> dict[str, Any]:
    """An answered question with its answer; Telegram's own text and entities stay as they are."""
    return {
        "text": f"{text}\n→ {label}",
        "entities": [
            {"type": s.type, "offset": s.offset, "length": s.length}
            | ({"url": s.url} if s.url else {})
            for s in spans
            if s.type in ("bold", "text_link")
        ],
        "link_preview_options": {"is_disabled": True},
    }
