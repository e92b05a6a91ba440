"""Plays transcripts through a platform: what arrives and what stands in the chat is as written.

A platform is put to it as a `Chat`: a person who does things there for real, and what that person
then sees. Whatever differs between platforms is told by the chat; nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol
from uuid import uuid4

from msgspec.structs import replace

from adapters.adapter import Adapter, Capabilities, Inbound
from adapters.fit import fit
from dialogs.markup import Rich, Span, plain
from dialogs.messages import (
    Heard,
    Media,
    MediaKind,
    Message,
    Option,
    Other,
    Place,
    Press,
    Start,
    Words,
)
from tests.play import Scene, arrange, heard, told, written


class Shown(NamedTuple):
    """A message as it stands in a chat; neighbouring spans of one style are one.

    `file` is what came with it: name, media type, content.
    """

    text: Rich
    labels: tuple[str, ...] = ()
    file: tuple[str, str, bytes] | None = None


class Chat(Protocol):
    """Somebody's chat with the bot; `language` is the one that the platform tells, if any."""

    address: str
    language: str

    async def says(self, words: str) -> Heard:
        """Returns what has to arrive: these words, or what they press where labels are typed."""

    async def presses(self, name: str, label: str, press: Press) -> Heard:
        """A button of the message to which the adapter gave this name, however old it is.

        Or whatever stands for buttons there. Returns what has to arrive: the press, or the
        label's words where those are said.
        """

    async def sends(self, kind: MediaKind) -> Media:
        """A file; returns what has to arrive."""

    async def shares(self, place: Place) -> None: ...

    async def does(self, what: str) -> bool:
        """What no question takes, as `Other` names it; False where nobody can do that."""

    async def told(self) -> Inbound:
        """What the adapter makes of what was done."""

    async def sees(self, last: str) -> list[Shown]:
        """What stands there from the bot, once the message of that name does and all is done."""

    def keyboard(self) -> tuple[str, ...]:
        """The buttons that stand there instead of a keyboard, and not under a message."""

    def pressed(self, shown: Shown, label: str) -> Shown:
        """How a message looks after its button was pressed."""


def shown(message: Message, can: Capabilities) -> Shown:
    """How a message that fits has to look; each file has one of its own.

    Where there are no buttons the labels are in the text, whatever else stands for them.
    """
    assert len(message.files) < 2
    file = next(((f.name, f.media_type, f.content) for f in message.files), None)
    has_buttons = can.buttons and not message.locate
    return Shown(joined(message.text), _labels(message) if has_buttons else (), file)


def keyboard(message: Message) -> tuple[str, ...]:
    """What has to stand in the place of the keyboard; nothing is left there from before."""
    return (message.locate, *_labels(message)) if message.locate else ()


def joined(spans: Iterable[Span]) -> Rich:
    """The same text with as few spans as possible."""
    made: list[Span] = []
    for span in spans:
        last = made[-1] if made else None
        if last and (last.bold, last.link) == (span.bold, span.link):
            made[-1] = replace(last, text=last.text + span.text)
        elif span.text:
            made.append(span)
    return tuple(made)


async def play_through(script: str, adapter: Adapter, chat: Chat) -> None:
    """Have a person go through a transcript on a platform, and the bot answer there."""
    conversation = _Conversation(adapter, chat)
    lines: list[str] = []
    for line in script.splitlines():
        if line.startswith("#"):
            lines += [line, *await conversation.arrange(line[1:].split())]
        elif line.startswith("> "):
            lines += [line, *await conversation.hear(line[2:])]
    assert lines == script.splitlines()


class _Said(NamedTuple):
    message: Message
    name: str
    place: int


class _Conversation:
    """What was said so far, and what the chat has to show of it."""

    def __init__(self, adapter: Adapter, chat: Chat) -> None:
        self.scene = Scene()
        self._adapter, self._chat = adapter, chat
        self._last = Message(())
        self._said: list[_Said] = []
        self._stands: list[Shown] = []
        self._keys: set[str] = set()

    async def arrange(self, words: list[str]) -> list[str]:
        """Set the scene; what the bot says of its own accord, and the transcript with it."""
        message = arrange(self.scene, words)
        if message is None:
            return []
        await self._show(message)
        return written(message)

    async def hear(self, said: str) -> list[str]:
        """Take a turn on what arrives; what the transcript has to say of it."""
        turn = self.scene.hear(await self._arrived(heard(said, self._last)))
        await self._show(turn.message)
        return [*map(told, turn.acts), *written(turn.message)]

    async def _arrived(self, wanted: Heard) -> Heard:
        """What arrives of that; it is taken as read where nobody can do it on this platform."""
        expected = await self._do(wanted)
        if expected is None:
            return wanted
        arrived = self._read(await self._chat.told())
        assert arrived == expected
        if isinstance(arrived, Media) and isinstance(wanted, Media):
            # In a turn a file has the bot's own name.
            return replace(arrived, ref=wanted.ref)
        return arrived

    async def _show(self, message: Message) -> None:
        parts = fit(message, self._adapter.can)
        for part in parts:
            await self._say(part)
        self._last = message
        assert await self._chat.sees(self._said[-1].name) == self._stands
        assert self._chat.keyboard() == keyboard(parts[-1])

    async def _do(self, wanted: Heard) -> Heard | None:
        """Have it done; what has to arrive, if anybody can do it."""
        match wanted:
            case Words(text):
                return await self._chat.says(text)
            case Press():
                return await self._press(wanted)
            case Media(kind):
                return await self._chat.sends(kind)
            case Place():
                await self._chat.shares(wanted)
            case Other(other):
                return wanted if await self._chat.does(other) else None
            case Start():
                raise AssertionError("nobody does this in a chat")
        return wanted

    async def _press(self, press: Press) -> Heard:
        """On the newest message that has the button; one from before the transcript is made."""
        if not any(_has(said.message, press) for said in self._said):
            if _has(self._last, press):
                return await self._type(press)
            option = Option(press.value, press.value)
            before = Message(plain("Früher"), (option,), prompt=press.prompt)
            for part in fit(before, self._adapter.can):
                await self._say(part)
        said = next(said for said in reversed(self._said) if _has(said.message, press))
        label = next(o.label for o in _buttons(said.message) if o.value == press.value)
        self._stands[said.place] = self._chat.pressed(self._stands[said.place], label)
        return await self._chat.presses(said.name, label, press)

    async def _type(self, press: Press) -> Heard:
        """What is listed in words alone is said in words."""
        assert not self._adapter.can.buttons, "the platform shows no such button"
        label = next(o.label for o in _buttons(self._last) if o.value == press.value)
        return await self._chat.says(label)

    async def _say(self, part: Message) -> None:
        name = await self._adapter.send(self._chat.address, part, uuid4().hex)
        self._said.append(_Said(part, name, len(self._stands)))
        self._stands.append(shown(part, self._adapter.can))

    def _read(self, inbound: Inbound) -> Heard:
        assert (inbound.platform, inbound.address) == (self._adapter.name, self._chat.address)
        assert inbound.language == self._chat.language
        assert inbound.key not in self._keys
        self._keys.add(inbound.key)
        return inbound.heard


def _buttons(message: Message) -> tuple[Option, ...]:
    return (*message.options, *message.controls)


def _labels(message: Message) -> tuple[str, ...]:
    return tuple(button.label for button in _buttons(message))


def _has(message: Message, press: Press) -> bool:
    values = (button.value for button in _buttons(message))
    return message.prompt == press.prompt and press.value in values
