"""How a message looks on each platform, to show it to somebody before it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.adapter import Capabilities
from adapters.fit import fit
from dialogs.markup import Rich, glue, plain
from dialogs.messages import Message
from dialogs.texts import load

T = load("sending")

LOOKS = {
    "Telegram": Capabilities(buttons=100, label=48, text=4000),
    "Matrix": Capabilities(reactions=True, label=48, text=4000),
}
"""What of a platform's capabilities decides how a message looks there."""


def looks(texts: Mapping[str, Message], languages: tuple[str, ...]) -> Rich:
    """What is sent in the first of these languages, as it looks on each platform."""
    message = next(texts[one] for one in languages if one in texts)
    return glue(
        glue((T["look_on"].fill(languages, name=name), preview(message, can)), "\n")
        for name, can in LOOKS.items()
    )


def preview(message: Message, can: Capabilities) -> Rich:
    """The message as it is said there, its buttons in brackets."""
    parts: list[Rich] = []
    for part in fit(message, can):
        buttons = " ".join(f"[{option.label}]" for option in part.options if can.buttons)
        parts += [part.text, plain(buttons)]
    return glue([part for part in parts if part and part[0].text], "\n")
