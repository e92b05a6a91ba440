"""A person's private chat with the bot, as parity and the contract want a chat."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from adapters.adapter import Inbound, Left, Moved, SetAside
from dialogs.markup import Span
from dialogs.messages import Heard, Media, MediaKind, Place, Press, Words
from tests.adapters.parity import Shown, joined
from tests.fakes.telegram import Callback, Person

Told = asyncio.Queue[Inbound | Left | Moved | SetAside]
PATIENCE = 60.0


class TelegramChat:
    """A person's private chat with the bot."""

    def __init__(self, person: Person, told: Told) -> None:
        self._person, self._told = person, told
        person.meets_bot()  # who is invited has written before
        self.address = str(person.id)
        self.language = person.user["language_code"]
        self._pressed: Callback | None = None
        self._edited = False

    async def says(self, words: str) -> Heard:
        if words.startswith("/start "):
            # What a link leads to has to be one that Telegram takes.
            self._person.starts(words.removeprefix("/start "))
        else:
            self._person.says(words)
        return Words(words)

    async def presses(self, name: str, label: str, press: Press) -> Heard:
        """As the message was sent: somebody's screen may show what has been edited since."""
        sent = next(
            event.message
            for event in self._person.chat.history
            if (event.kind, event.message["message_id"]) == ("sent", int(name))
        )
        self._edited = "reply_markup" in self._person.chat.messages[int(name)]
        pressed = self._person.presses(label, sent)
        if not isinstance(pressed, Callback):
            # What stands in the place of the keyboard is typed.
            return Words(label)
        self._pressed = pressed
        return press

    async def sends(self, kind: MediaKind) -> Media:
        match kind:
            case MediaKind.PHOTO:
                # Telegram tells no type of photos; they are always this.
                photo = self._person.sends_photo(b"JFIF")["photo"][-1]
                return _media(kind, {**photo, "mime_type": "image/jpeg"})
            case MediaKind.FILE:
                return _media(kind, self._person.sends_document(b"%PDF")["document"])
            case MediaKind.VOICE:
                return _media(kind, self._person.sends_voice()["voice"])
            case MediaKind.AUDIO:
                return _media(kind, self._person.sends_audio()["audio"])
            case MediaKind.VIDEO:
                return _media(kind, self._person.sends_video()["video"])

    async def shares(self, place: Place) -> None:
        self._person.shares_location(place.lat, place.lon)

    async def does(self, what: str) -> bool:
        match what:
            case "sticker":
                self._person.sends_sticker()
            case "contact":
                self._person.shares_contact()
            case "forwarded":
                self._person.forwards(self._person.newest)
            case _:
                raise AssertionError(f"nobody does {what} here")
        return True

    async def told(self) -> Inbound:
        async with asyncio.timeout(PATIENCE):
            told = await self._told.get()
        assert isinstance(told, Inbound)
        return told

    async def sees(self, last: str) -> list[Shown]:
        if self._pressed:
            async with asyncio.timeout(PATIENCE):
                await self._pressed.answered.wait()
            if self._edited:
                await self._person.waits_for(lambda heard: heard.kind == "edited", PATIENCE)
            self._pressed = None
        assert last == str(self._person.newest["message_id"])
        return [self._shown(seen.message) for seen in self._person.sees]

    def keyboard(self) -> tuple[str, ...]:
        rows = self._person.chat.keyboard or []
        return tuple(key["text"] for row in rows for key in row)

    def _shown(self, message: dict[str, Any]) -> Shown:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        labels = tuple(button["text"] for row in rows for button in row)
        sent = message.get("document") or next(iter(message.get("photo", ())), None)
        if sent is None:
            text = styled(message["text"], message.get("entities", []))
            return Shown(joined(text), labels)
        text = styled(message.get("caption", ""), message.get("caption_entities", []))
        file = self._person.world.files[sent["file_id"]]
        return Shown(joined(text), labels, (file.filename, file.mime, file.content))

    def pressed(self, shown: Shown, label: str) -> Shown:
        """The answer stands below the question, in place of the buttons."""
        return Shown(joined((*shown.text, Span(f"\n→ {label}")))) if shown.labels else shown


def _media(kind: MediaKind, file: dict[str, Any]) -> Media:
    return Media(kind, file["file_id"], "", file["mime_type"], file["file_size"])


def styled(text: str, entities: list[dict[str, Any]]) -> list[Span]:
    """A span for each UTF-16 code unit's worth of text, in the style that its entities give."""
    units = text.encode("utf-16-le")
    edges = {0, len(units)}
    for entity in entities:
        assert entity["type"] in ("bold", "text_link")
        edges |= {entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2}
    spans = []
    for start, end in itertools.pairwise(sorted(edges)):
        over = [e for e in entities if e["offset"] * 2 <= start < (e["offset"] + e["length"]) * 2]
        bold = any(entity["type"] == "bold" for entity in over)
        link = "".join(entity.get("url", "") for entity in over)
        spans.append(Span(units[start:end].decode("utf-16-le"), bold, link))
    return spans
