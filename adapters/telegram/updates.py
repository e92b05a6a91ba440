"""What an update tells: only the fields that are needed are looked at."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

from dialogs.messages import Heard, Media, MediaKind, Other, Place, Press, Words
from dialogs.understanding.codes import room_word_in

from ..adapter import Inbound, Left, Moved, Posted, Received

PLATFORM = "telegram"
ALLOWED = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")
_BETWEEN = "|"
_BLOCKED = ("kicked",)
_OUT = ("kicked", "left")


class User(Struct):
    id: int
    is_bot: bool = False
    language_code: str = ""


class Chat(Struct):
    id: int
    type: str
    title: str = ""


class File(Struct):
    file_id: str
    file_size: int = 0
    mime_type: str = ""


class Location(Struct):
    latitude: float
    longitude: float


class Entity(Struct, omit_defaults=True):
    type: str
    offset: int
    length: int
    url: str = ""


class Button(Struct):
    text: str
    callback_data: str = ""


class Keyboard(Struct):
    inline_keyboard: list[list[Button]] = []


class TelegramMessage(Struct):
    message_id: int
    chat: Chat
    from_: User | None = msgspec.field(default=None, name="from")
    text: str = ""
    caption: str = ""
    entities: list[Entity] = []
    photo: list[File] = []
    voice: File | None = None
    audio: File | None = None
    document: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    sticker: File | None = None
    location: Location | None = None
    contact: dict[str, Any] | None = None
    forward_origin: dict[str, Any] | None = None
    edit_date: int = 0
    migrate_to_chat_id: int = 0
    reply_markup: Keyboard | None = None


class CallbackQuery(Struct):
    id: str
    from_: User = msgspec.field(name="from")
    message: TelegramMessage | None = None
    data: str = ""


class Member(Struct, frozen=True):
    status: str


class Membership(Struct):
    chat: Chat
    new_chat_member: Member
    old_chat_member: Member = Member("left")
    date: int = 0


class Update(Struct):
    """One thing that happened; what else may have is of no use here."""

    update_id: int
    message: TelegramMessage | None = None
    edited_message: TelegramMessage | None = None
    channel_post: TelegramMessage | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: Membership | None = None


class _Numbered(Struct):
    update_id: int = -1


class _Answer(Struct):
    result: list[Raw]


class Unparsed(ValueError):
    """An update that is not as documented; the text is the path of the error, nothing else."""


_updates = msgspec.json.Decoder(_Answer).decode
_update = msgspec.json.Decoder(Update).decode
_number = msgspec.json.Decoder(_Numbered).decode


def updates(answer: bytes) -> list[Raw]:
    """The updates in an answer to getUpdates, not looked at yet; raises Unparsed."""
    try:
        return _updates(answer).result
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unparsed(_path(error)) from None


def number(raw: bytes | Raw) -> int:
    """The id of an update however broken the rest of it is, or -1."""
    try:
        return _number(raw).update_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return -1


def parse(raw: bytes | Raw) -> Update:
    """Raises Unparsed."""
    try:
        return _update(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unparsed(_path(error)) from None


def inbound(update: Update) -> Received | None:
    """What a person did in a private chat, or what becomes of a group; None for all else.

    The key comes from what happened and not from the update's number: that starts anew at random
    when nobody has written for a week.
    """
    if member := update.my_chat_member:
        out = member.chat.type != "private"
        if member.new_chat_member.status not in (_OUT if out else _BLOCKED):
            return None
        key = f"{PLATFORM} left {member.chat.id} {member.date}"
        return Left(key, PLATFORM, str(member.chat.id), out)
    if post := update.channel_post:
        return posted(post)
    if press := update.callback_query:
        message = press.message
        if message is None or message.chat.type != "private":
            return None
        prompt, _, value = press.data.partition(_BETWEEN)
        return _from(f"press {press.id}", message.chat, press.from_, Press(prompt, value))
    message = update.message or update.edited_message
    if message and (to := message.migrate_to_chat_id):
        key = f"{PLATFORM} moved {message.chat.id} {to}"
        return Moved(key, PLATFORM, str(message.chat.id), str(to))
    if message is None or message.from_ is None:
        return None
    if message.chat.type != "private":
        return posted(message) if update.message else None
    if message.from_.is_bot:
        return None
    if update.edited_message:
        name = f"edit {message.chat.id} {message.message_id} {message.edit_date}"
        return _from(name, message.chat, message.from_, Other("edited"))
    name = f"message {message.chat.id} {message.message_id}"
    return _from(name, message.chat, message.from_, heard(message))


def posted(message: TelegramMessage) -> Posted | None:
    """A word that may register the group or channel in which it stands; nothing else counts.

    Administrators may write there in the name of the group, which is a bot's.
    """
    word = room_word_in(message.text, bare=message.chat.type == "channel")
    if not word or message.forward_origin is not None:
        return None
    key = f"{PLATFORM} message {message.chat.id} {message.message_id}"
    return Posted(key, PLATFORM, str(message.chat.id), message.chat.title, word)


def heard(message: TelegramMessage) -> Heard:
    """What a message says, in the bot's own terms."""
    if message.forward_origin is not None:
        return Other("forwarded")
    if message.contact is not None:
        return Other("contact")
    if message.location:
        return Place(message.location.latitude, message.location.longitude)
    if message.photo:
        photo = message.photo[-1]
        return Media(
            MediaKind.PHOTO, photo.file_id, message.caption, "image/jpeg", photo.file_size
        )
    for kind, file in (
        (MediaKind.VOICE, message.voice),
        (MediaKind.AUDIO, message.audio),
        (MediaKind.VIDEO, message.video or message.video_note or message.animation),
        (MediaKind.FILE, message.document),
    ):
        if file:
            caption = message.caption
            return Media(kind, file.file_id, caption, file.mime_type, file.file_size)
    if message.sticker:
        return Other("sticker")
    return Words(message.text) if message.text else Other("other")


def callback_data(prompt: str, value: str) -> str:
    """What a button sends back, at most 64 bytes."""
    return f"{prompt}{_BETWEEN}{value}"


def _from(name: str, chat: Chat, user: User, what: Heard) -> Inbound:
    language = user.language_code.partition("-")[0]
    return Inbound(f"{PLATFORM} {name}", PLATFORM, str(chat.id), what, language)


def _path(error: Exception) -> str:
    """Where it is, never what stands there."""
    _, found, path = str(error).rpartition(" - at `")
    return path.rstrip("`") if found else type(error).__name__
