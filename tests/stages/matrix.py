"""Matrix on stage: the real adapter, and people with accounts and rooms on a real Synapse."""

from __future__ import annotations

import itertools
import re
from contextlib import AsyncExitStack
from pathlib import Path

from adapters.adapter import Adapter
from adapters.matrix.account import Account
from adapters.matrix.contents import Question, question
from adapters.matrix.platform import Matrix
from bot.notebook import Notebook
from dialogs.markup import Rich, plain, words
from dialogs.messages import (
    OFFER,
    Control,
    File,
    Media,
    MediaKind,
    Message,
    Option,
    Other,
    Place,
    Words,
)
from dialogs.texts import LANGUAGES, load
from storage.database import Database
from tests.adapters.media.making import photo, voice
from tests.adapters.parity import joined
from tests.bot.talking import Person
from tests.matrix.chat import SIGNS, number_of, styled
from tests.matrix.residents import Resident, Said, resident
from tests.matrix.synapse import NAME, PASSWORD, Synapse
from tests.play import heard

from .running import Running

_numbers = itertools.count()
_NUMBERED = re.compile(r"(\d+)\. ")


class OnMatrix(Running):
    """Everybody has a room of their own; every other one is encrypted."""

    platform = "matrix"
    elsewhere = "telegram"

    def __init__(self, database: Database, synapse: Synapse, folder: Path) -> None:
        super().__init__(database)
        self._synapse = synapse
        self._folder = folder
        self._people: dict[str, Resident] = {}
        self._encrypted: dict[str, bool] = {}
        self._read: dict[str, Message] = {}

    async def opens(self, stack: AsyncExitStack) -> Adapter:
        name = f"stage{next(_numbers)}-{self._folder.name.strip('_')}".lower()
        await self._synapse.register(name)
        self._bot = f"@{name}:{NAME}"
        self._people_stack = await stack.enter_async_context(AsyncExitStack())
        account = Account(self._synapse.address, name, PASSWORD)
        database = self.bot.database
        notebook = Notebook(database, "matrix")
        return Matrix(account, notebook, database.keys, self._folder / "keys")

    async def meets(self, name: str, language: str) -> str:
        """A room of theirs with the bot."""
        unique = f"{name}{next(_numbers)}-{self._folder.name.strip('_')}".lower()
        one = await self._people_stack.enter_async_context(
            resident(self._synapse, self._folder / "people", unique, self._bot)
        )
        encrypted = bool(len(self._people) % 2)
        await one.invites(encrypted)
        await self.until(lambda: one.room in self.overheard.came)
        self._people[one.room], self._encrypted[one.room] = one, encrypted
        return one.room

    async def acts(self, person: Person, line: str, brings: bytes) -> None:
        one = self._people[person.address]
        if line.startswith("="):
            await self.sees(person)  # nobody presses what is not there yet
            await self._presses(one, self.shown(person), line[1:])
            return
        match heard(line, Message(())):
            case Words(text):
                await one.says(text)
            case Place(lat, lon):
                content = {"msgtype": "m.location", "body": "Hier", "geo_uri": f"geo:{lat},{lon}"}
                await one.sends("m.room.message", content)
            case Media(kind):
                await self._sends(one, kind, brings)
            case Other("sticker"):
                await one.sends("m.sticker", {"body": "Ja", "url": "mxc://a/b", "info": {}})
            case other:
                raise AssertionError(f"nobody does {other} here")

    async def _sends(self, one: Resident, kind: MediaKind, brings: bytes) -> None:
        type_, name, media_type, data = {
            MediaKind.PHOTO: ("m.image", "foto.jpg", "image/jpeg", photo()),
            MediaKind.VOICE: ("m.audio", "stimme.ogg", "audio/ogg", voice()),
            MediaKind.FILE: ("m.file", "datei.xlsx", "application/octet-stream", brings),
        }[kind]
        await one.sends_file(type_, name, media_type, data, self._encrypted[one.room])

    async def _presses(self, one: Resident, shown: Message, value: str) -> None:
        """By the number in the list or a sign; what has neither is said."""
        labels = {o.value: o.label for o in (*shown.options, *shown.controls)}
        assert value in labels, f"no {value} in {labels} of: {shown.text}"
        label, newest = labels[value], one.heard[-1]
        sign = number_of(newest, label) or SIGNS.get(value, "")
        if shown.prompt == OFFER:
            sign = "👍" if value == shown.options[0].value else ""
        if sign:
            await one.reacts_to(newest, sign)
        else:
            await one.says(label)

    async def sees(self, person: Person) -> list[Message]:
        """As it was sent: that a question shows its answer later is no new message."""
        one = self._people[person.address]
        said = {name for name, _ in self.overheard.said[person.address]}
        await self.until(lambda: said <= {there.event for there in one.heard})
        assert one.unreadable == []
        return [await self._looks_at(one, there) for there in one.heard]

    async def _looks_at(self, one: Resident, said: Said) -> Message:
        if said.event not in self._read:
            self._read[said.event] = await _read(one, said)
        return self._read[said.event]

    def as_played(self, script: str) -> str:
        """Neighbouring bold texts are one, the platform has a name of its own, and no keyboard.

        What bears a number as a button bears the same one in the list.
        """
        for label in _locating():
            script = script.replace(f" [{label}]", "")
        script = re.sub(r"\[\d+\. (?=[^\]]*\])", "[", script)
        return script.replace("****", "").replace("Console", "Matrix")


def _locating() -> set[str]:
    """What a button that shares a position is called."""
    label = load("controls")[Control.LOCATE]
    return {label.raw((language,)) for language in LANGUAGES}


async def _read(one: Resident, said: Said) -> Message:
    content = said.source["content"]
    if content["msgtype"] == "m.text":
        return _asked(joined(styled(content)), question(content))
    data = await one.opens_file(said)
    assert data
    info = content["info"]["mimetype"]
    return Message(plain(""), files=(File(content["filename"], info, content["body"], data),))


def _asked(text: Rich, asked: Question | None) -> Message:
    """The question apart from what can be answered to it, as the list and the last line tell."""
    if asked is None:
        return Message(text)
    lines = words(text).split("\n")
    controls: list[str] = []
    if asked.controls:
        controls = lines.pop().split(" · ")
        assert len(controls) == len(asked.controls), controls
        assert not lines or lines.pop() == ""
    first = len(lines) - len(asked.numbers)
    options = [_label(line, asked) for line in lines[first:]]
    left = len("\n".join(lines[:first]))
    return Message(
        _cut(text, left),
        tuple(Option(label, label) for label in options),
        tuple(Option(label, label) for label in controls),
    )


def _label(line: str, asked: Question) -> str:
    if (found := _NUMBERED.match(line)) and found[1] in asked.numbers:
        return line.removeprefix(found[0])
    bare = line.removeprefix("– ")
    assert bare != line or line.split(" ", maxsplit=1)[0] in asked.numbers, f"no option: {line}"
    return bare


def _cut(text: Rich, length: int) -> Rich:
    """So many characters of it."""
    found = []
    for span in text:
        found.append(type(span)(span.text[:length], span.bold, span.link))
        length -= len(found[-1].text)
    return tuple(found)
