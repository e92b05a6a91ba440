"""A link to a page, as somebody types it."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..answers import Asking, Kind, Unclear
from ..events.event import LINK
from ..markup import Rich
from ..messages import Heard, Words
from ..texts import load

T = load("event_writing")


class Link(Kind, frozen=True, tag="link"):
    """A whole address, http or https."""

    def instruction(self, asking: Asking) -> Rich:
        return T["link_how"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text):
                said = text.strip()
                # Most people leave out how it begins.
                whole = said if "://" in said else f"https://{said}"
                if is_link(whole):
                    return whole
        raise Unclear("want_link")


def is_link(said: str) -> bool:
    """Whether it is the address of a page, and short and plain enough to be told."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    plain = len(said) <= LINK and said.isascii() and said.isprintable() and not set(said) & _BAD
    named = "." in (parts.hostname or "").strip(".") and "@" not in parts.netloc
    return plain and parts.scheme in ("http", "https") and named


_BAD = set(' "<>\\^`{|}')
