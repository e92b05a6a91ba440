"""A draft as residents will see it: with buttons, and as a list with numbers."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.adapter import Capabilities
from adapters.fit import fit
from dialogs.markup import Rich, glue, plain
from dialogs.messages import Message
from dialogs.surveys.inviting import invitation
from dialogs.surveys.survey import Survey
from dialogs.surveys.trial import first_question

from ..asked import Asked

BUTTONS = Capabilities(buttons=100, label=48, text=4000)
"""What Telegram shows."""
NUMBERS = Capabilities(label=48, text=4000)
"""What Matrix shows."""


def previews(survey: Survey, asked: Asked) -> dict[str, Rich]:
    """Invitation and first question in each of the two ways."""
    operator = {"asker": asked.operator.name, "contact": asked.operator.contact}
    shown = [invitation(survey, asked.language, operator)]
    today = asked.now.astimezone(asked.zone).date()
    if question := first_question(survey, asked.language, today, asked.catalogue.places):
        shown.append(question)
    ways = {"buttons": BUTTONS, "numbers": NUMBERS}
    return {name: glue(_drawn(shown, can)) for name, can in ways.items()}


def _drawn(messages: Iterable[Message], can: Capabilities) -> Iterable[Rich]:
    """Each message as it comes there, its buttons in brackets."""
    for message in messages:
        for part in fit(message, can):
            buttons = " ".join(f"[{option.label}]" for option in (*part.options, *part.controls))
            yield glue((part.text, plain(buttons)) if buttons else (part.text,), "\n")
