"""How a message looks on each platform, to show it to somebody before it is sent."""

from __future__ import annotations

from adapters.adapter import Capabilities
from adapters.fit import fit
from dialogs.markup import Rich, glue, plain
from dialogs.messages import Message

from ..platforms import PRESENCES

LOOKS = {presence.title: presence.look for presence in PRESENCES.values()}


def preview(message: Message, can: Capabilities) -> Rich:
    """The message as it is said there, its buttons in brackets."""
    parts: list[Rich] = []
    for part in fit(message, can):
        buttons = (*part.options, *part.controls) if can.buttons else ()
        drawn = plain(" ".join(f"[{option.label}]" for option in buttons))
        parts.append(glue((part.text, drawn), "\n") if buttons else part.text)
    return glue(parts)
