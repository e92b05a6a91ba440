"""What people and the bot say to each other, in no platform's terms."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from .markup import Rich

LARGEST_FILE, LARGEST_VOICE = 20_000_000, 5_000_000
"""Bytes: of any file, as Telegram gives bots no larger ones, and of twenty minutes of speech."""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class Control(StrEnum):
    """What a person can say at any question."""

    BACK = "back"
    SKIP = "skip"
    KEEP = "keep"
    MORE = "more"
    DONE = "done"
    LOCATE = "locate"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    HELP = "help"
    STOP = "stop"
    UNDO = "undo"
    MENU = "menu"


class Words(Struct, frozen=True, tag="words"):
    text: str


class Press(Struct, frozen=True, tag="press"):
    """A button of the question `prompt` was pressed; a control's value is `/` and its name.

    `off` says that the press was taken back, where a platform lets people do so.
    """

    prompt: str
    value: str
    off: bool = False


class Media(Struct, frozen=True, tag="media"):
    """A file a person sent; `ref` is a name for it: the platform's, and in a turn the bot's own.

    `media_type` (such as image/jpeg) and `size` in bytes are what the platform says, if it does.
    """

    kind: MediaKind
    ref: str
    caption: str = ""
    media_type: str = ""
    size: int = 0


def is_document(media: Media) -> bool:
    """Whether it is a file that is neither seen nor heard, such as a table."""
    shown = media.media_type.startswith(("image/", "audio/", "video/"))
    return media.kind is MediaKind.FILE and not shown


class Place(Struct, frozen=True, tag="place"):
    """A shared position, in degrees (WGS 84)."""

    lat: float
    lon: float


class Other(Struct, frozen=True, tag="other"):
    """Something that no question takes: a sticker, a contact, a forwarded post."""

    what: str


class Start(Struct, frozen=True, tag="start"):
    """A flow was asked for: by a command, a link or the scheduler; `poster` is the code of one."""

    flow: str
    poster: str = ""


OFFER = "start"
"""The prompt of options that can be pressed at any time: each names the flow that it begins."""

Heard = Words | Press | Media | Place | Other | Start


class Option(Struct, frozen=True, array_like=True):
    """One answer to pick: `value` is stored, `label` is shown."""

    value: str
    label: str


class File(Struct, frozen=True):
    """A picture or document that the bot sends; `alt` says in words what is in it."""

    name: str
    media_type: str
    alt: str
    content: bytes


class Message(Struct, frozen=True, omit_defaults=True):
    """One thing the bot says; `prompt` names the question that the options answer.

    Options are counted from `first`, so that numbers stay the same from page to page. `locate`
    is the label of a button by which people share where they are, if that is an answer;
    `located` says that the question before had one, and that the first paragraph is about it.
    Of the options `many` may be pressed, each more than once. What is `public` is said to a room
    that anybody may be in: it asks nothing, and its options have addresses on the web as values.
    `language` is the one in which something is asked.
    """

    text: Rich
    options: tuple[Option, ...] = ()
    controls: tuple[Option, ...] = ()
    prompt: str = ""
    first: int = 1
    files: tuple[File, ...] = ()
    locate: str = ""
    located: bool = False
    many: bool = False
    public: bool = False
    language: str = ""
