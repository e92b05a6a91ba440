"""Somebody's room with the bot, as parity and the contract want a chat."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from adapters.adapter import Inbound, Left, Moved, SetAside
from adapters.matrix.contents import question
from dialogs.markup import Rich, Span, plain
from dialogs.messages import OFFER, Heard, Media, MediaKind, Place, Press, Words
from dialogs.understanding.matching import fold
from tests.adapters.parity import Shown, joined

from .residents import Resident, Said

Told = asyncio.Queue[Inbound | Left | Moved | SetAside]
PATIENCE = 10.0
SIGNS = {
    "/back": "⬅️", "/skip": "⏭️", "/done": "✅", "/pause": "⏸️", "/cancel": "❌", "/help": "❓",
    "/stop": "🛑", "/menu": "🏠", "/resume": "▶️",
}  # fmt: skip
KINDS = {
    MediaKind.PHOTO: ("m.image", "foto.jpg", "image/jpeg", b"JFIF"),
    MediaKind.FILE: ("m.file", "datei.pdf", "application/pdf", b"%PDF"),
    MediaKind.VOICE: ("m.audio", "stimme.ogg", "audio/ogg", b"OggS"),
    MediaKind.AUDIO: ("m.audio", "aufnahme.mp3", "audio/mpeg", b"ID3"),
    MediaKind.VIDEO: ("m.video", "video.mp4", "video/mp4", b"ftyp"),
}
_KEYCAP = "\ufe0f\u20e3"
_LISTED = re.compile(r"(\d+)(?:\. | – |$)")


class MatrixChat:
    """What was in the room before this is not seen; Matrix tells no language."""

    language = ""

    def __init__(self, person: Resident, told: Told, encrypted: bool = False) -> None:
        self.person = person
        self.address = person.room
        self._told = told
        self._encrypted = encrypted
        self._before = len(person.heard)
        self._shown: dict[str, Shown] = {}
        self._reactions: dict[tuple[str, str], str] = {}

    async def says(self, words: str) -> Heard:
        """What stands below an offer without a number is pressed by its words."""
        said = self.person.heard[-1:]
        await self.person.says(words)
        asked = question(said[0].source["content"]) if said else None
        pressed = asked.labels.get(fold(words)) if asked else None
        return Press(OFFER, pressed) if pressed else Words(words)

    async def presses(self, name: str, label: str, press: Press) -> Heard:
        """By the number in the list or a sign; what has neither is said, or reacted with."""
        said = await self._arrived(name)
        sign = number_of(said, label) or SIGNS.get(press.value, "")
        if press.prompt == OFFER:
            sign = "👍" if f"\n– {label}" == re.findall("\n– .*", said.words)[0] else ""
        if not sign and said is self._said[-1]:
            return await self.says(label)
        await self._reacts(said, sign or label)
        return press

    async def _reacts(self, said: Said, key: str) -> None:
        """Whoever has reacted so already takes that back first, as clients do."""
        if before := self._reactions.get((said.event, key)):
            await self.person.client.room_redact(self.address, before)
        self._reactions[said.event, key] = await self.person.reacts_to(said, key)

    async def sends(self, kind: MediaKind) -> Media:
        type_, name, media_type, data = KINDS[kind]
        ref = await self.person.sends_file(
            type_, name, media_type, data, self._encrypted, voice=kind == MediaKind.VOICE
        )
        return Media(kind, ref, "", media_type, len(data))

    async def shares(self, place: Place) -> None:
        uri = f"geo:{place.lat},{place.lon};u=10"
        content = {"msgtype": "m.location", "body": "Hier bin ich", "geo_uri": uri}
        await self.person.sends("m.room.message", content)

    async def does(self, what: str) -> bool:
        """What is forwarded comes as the sender's own words, and nobody sends a contact."""
        if what == "sticker":
            content = {"body": "Glück auf", "url": "mxc://a/b", "info": {}}
            await self.person.sends("m.sticker", content)
        return what == "sticker"

    async def told(self) -> Inbound:
        async with asyncio.timeout(PATIENCE):
            told = await self._told.get()
        assert isinstance(told, Inbound)
        return told

    async def sees(self, last: str) -> list[Shown]:
        await self._arrived(last)
        assert self.person.unreadable == []
        return [await self._seen(said) for said in self._said]

    def keyboard(self) -> tuple[str, ...]:
        return ()

    def pressed(self, shown: Shown, label: str) -> Shown:
        return shown

    @property
    def _said(self) -> list[Said]:
        return self.person.heard[self._before :]

    async def _arrived(self, name: str) -> Said:
        def arrived(_: Resident) -> bool:
            return any(said.event == name for said in self._said)

        await self.person.until(arrived, PATIENCE)
        return next(said for said in self._said if said.event == name)

    async def _seen(self, said: Said) -> Shown:
        if said.event not in self._shown:
            self._shown[said.event] = await self._read(said)
        return self._shown[said.event]

    async def _read(self, said: Said) -> Shown:
        content = said.source["content"]
        assert content["m.mentions"] == {}, "somebody is called who is not there"
        if content["msgtype"] == "m.text":
            return Shown(joined(styled(content)))
        info = content["info"]
        assert content["msgtype"] == "m.image" if "image" in info["mimetype"] else "m.file"
        data = await self.person.opens_file(said)
        assert len(data) == info["size"]
        return Shown(plain(content["body"]), (), (content["filename"], info["mimetype"], data))


def number_of(said: Said, label: str) -> str:
    """The sign of the number under which a label is listed, if it is."""
    for line in said.words.splitlines():
        found = _LISTED.match(line)
        bare = line.removeprefix("– ")
        if found and label in (line, line.removeprefix(found[0])):
            return _sign(found[1])
        if line != bare == label and label.isdecimal():
            return _sign(label)
    return ""


def _sign(number: str) -> str:
    return "🔟" if number == "10" else number + _KEYCAP if len(number) == 1 else number


def styled(content: dict[str, Any]) -> Rich:
    """What a client shows; whoever reads only the bare words reads the same."""
    if "formatted_body" not in content:
        return plain(content["body"])
    assert content["format"] == "org.matrix.custom.html"
    page = _Page()
    page.feed(content["formatted_body"])
    page.close()
    assert content["body"] == "".join(_bare(page.spans))
    return tuple(page.spans)


def _bare(text: list[Span]) -> Iterator[str]:
    for span in joined(text):
        yield span.text
        if span.link and span.link != span.text:
            yield f" ({span.link})"


class _Page(HTMLParser):
    """Reads the markup that the bot may use, and nothing else; a list with its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[Span] = []
        self._bold, self._link = False, ""
        self._number, self._ended = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag, attrs:
            case "strong", []:
                self._bold = True
            case "a", [("href", str(link))]:
                self._link = link
            case "br", []:
                self.handle_data("\n")
            case "ol", [] | [("start", _)]:
                self._ended = False  # an item begins a line itself
                self._number = int(dict(attrs).get("start") or 1)
            case "li", []:
                self._item()
            case _:
                raise AssertionError(f"markup that nobody meant: {tag} {attrs}")

    def _item(self) -> None:
        """Each begins a line, if it is not the first of all."""
        self.handle_data(f"\n{self._number}. " if self.spans else f"{self._number}. ")
        self._number += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "strong":
            self._bold = False
        elif tag == "a":
            self._link = ""
        elif tag == "ol":
            self._ended = True

    def handle_data(self, data: str) -> None:
        if self._ended:
            self._append("\n")
        self._ended = False
        self._append(data)

    def _append(self, text: str) -> None:
        self.spans.append(Span(text, self._bold, self._link))
