"""What messages of ours asked: remembered, or fetched when somebody reacts to them.

Which question is open in a room is remembered as well, to show in it what was answered; what was
said there last, of which a label may be typed; and what people reacted with, for whoever takes a
reaction away sends only the name of it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from dialogs.messages import OFFER, Message, Press
from dialogs.understanding.matching import fold

from .contents import Question, answered, question
from .errors import Refused
from .events import MESSAGE
from .keyring import Keyring
from .opening import ENCRYPTED, Locked
from .reactions import pressed
from .server import Server, part
from .store import KeyStore
from .syncing import Event, Page, Unparsed, parse, text

KNOWN = 2_000
"""Questions that are remembered, and rooms of which is known what is open in them."""
LONGEST, BACK = 60, 20
"""Characters of a label at most, and how many events back the last message is looked for."""
REACTED = "reaction"
"""What reactions are called on the shelf."""

V = TypeVar("V")


class _Reacted(Struct):
    """To which message of ours somebody reacted, and with what."""

    question: str
    key: str


class _Asked(Struct):
    """A question that is open, as it was said."""

    event: str
    message: Message


class Questions:
    def __init__(self, me: str, server: Server, keyring: Keyring, store: KeyStore) -> None:
        self._me = me
        self._server = server
        self._keyring = keyring
        self._store = store
        self._known: OrderedDict[str, Question | None] = OrderedDict()
        self._open: OrderedDict[str, _Asked] = OrderedDict()
        self._chosen: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._last: OrderedDict[str, str] = OrderedDict()

    def asked(self, room: str, event: str, message: Message, said: dict[str, Any]) -> None:
        """Remember what a message asked, if anything."""
        what = question(said)
        _remember(self._known, event, what)
        _remember(self._last, room, event)
        if what is not None:
            _remember(self._open, room, _Asked(event, message))

    def known(self, event: str) -> Question | None:
        """What a message asked that was just sent."""
        return self._known.get(event)

    def is_open(self, room: str, event: str) -> bool:
        """Whether nothing was heard in a room since that question."""
        return room in self._open and self._open[room].event == event

    def heard(self, room: str) -> None:
        """Something was said there: the question that was open may be answered now."""
        self._open.pop(room, None)

    def edit(self, room: str) -> dict[str, Any] | None:
        """The edit that shows what was just chosen in a room, if anything; to be made once."""
        return self._chosen.pop(room, None)

    async def pressed(self, room: str, event: Event) -> Press | None:
        """What a reaction answers; raises Refused, or what a network fails with."""
        name, key = (text(event.content, "m.relates_to", field) for field in ("event_id", "key"))
        asked = await self._question(room, name)
        press = pressed(asked, key) if asked else None
        if asked is None or press is None or press.value.startswith("/"):
            return press
        if asked.many:
            self._store.keep(REACTED, event.event_id, _Reacted(name, key))
        elif self.is_open(room, name) and (edit := self._answered(room, press.value)):
            _remember(self._chosen, room, edit)
        return press

    async def named(self, room: str, words: str) -> Press | None:
        """What words press that are the label of an offer, if that was said last in a room.

        Raises Refused, or what a network fails with.
        """
        if len(words) > LONGEST:
            return None
        if room not in self._last:
            try:
                _remember(self._last, room, await self._newest(room))
            except Refused as refused:
                if refused.after or refused.status >= 500:
                    raise
                return None
        asked = await self._question(room, self._last[room])
        value = asked.labels.get(fold(words)) if asked else None
        return Press(OFFER, value) if value else None

    async def _newest(self, room: str) -> str:
        """The last message of ours in a room, before this run of the bot."""
        path = f"/rooms/{part(room)}/messages?dir=b&limit={BACK}"
        for raw in (await self._server.ask(Page, "GET", path)).chunk:
            found = await self._own(room, raw)
            edit = found and text(found.content, "m.relates_to", "rel_type") == "m.replace"
            if found and found.type == MESSAGE and not edit:
                _remember(self._known, found.event_id, question(found.content))
                return found.event_id
        return ""

    async def _own(self, room: str, raw: Raw) -> Event | None:
        """An event, if it is ours and can be read."""
        try:
            found = parse(raw)
            if found.sender != self._me:
                return None
            return await self._keyring.opened(room, found) if found.type == ENCRYPTED else found
        except (Unparsed, Locked):
            return None

    def _answered(self, room: str, value: str) -> dict[str, Any] | None:
        asked = self._open[room]
        return answered(asked.message, asked.event, value)

    async def taken_back(self, room: str, event: Event) -> Press | None:
        """What it means that something was taken away; raises the same."""
        name = event.redacts or text(event.content, "redacts")
        kept = self._store.find(REACTED, name, _Reacted) if name else None
        if kept is None:
            return None
        asked = await self._question(room, kept.question)
        press = pressed(asked, kept.key) if asked else None
        return replace(press, off=True) if press else None

    async def _question(self, room: str, name: str) -> Question | None:
        if name and name not in self._known:
            _remember(self._known, name, await self._fetched(room, name))
        return self._known.get(name)

    async def _fetched(self, room: str, name: str) -> Question | None:
        try:
            path = f"/rooms/{part(room)}/event/{part(name)}"
            found = await self._own(room, await self._server.ask(Raw, "GET", path))
        except Refused as refused:
            if refused.after or refused.status >= 500:
                raise
            return None
        return question(found.content) if found else None


def _remember(where: OrderedDict[str, V], name: str, what: V) -> None:
    where[name] = what
    where.move_to_end(name)
    if len(where) > KNOWN:
        where.popitem(last=False)
