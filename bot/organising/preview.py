"""A draft as residents will see it on each platform."""

from __future__ import annotations

from dialogs.markup import Rich, Span, glue
from dialogs.surveys.inviting import invitation
from dialogs.surveys.survey import Survey
from dialogs.surveys.trial import first_question
from dialogs.texts import chain, load

from ..asked import Asked
from ..sending.preview import LOOKS, preview

P = load("publishing")


def previews(survey: Survey, asked: Asked) -> dict[str, Rich]:
    """Invitation and first question."""
    operator = {"asker": asked.operator.name, "contact": asked.operator.contact}
    messages = [invitation(survey, asked.language, operator)]
    today = asked.now.astimezone(asked.zone).date()
    if question := first_question(survey, asked.language, today, asked.catalogue.places):
        messages.append(question)
    looks: list[Rich] = []
    for platform, can in LOOKS.items():
        head = P["look_buttons" if can.buttons else "look_numbers"].raw(chain(asked.language))
        looks.append((Span(head.format(platform=platform), bold=True),))
        looks += [preview(message, can) for message in messages]
    return {"looks": glue(looks)}
