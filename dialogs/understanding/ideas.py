"""Numbers of ideas in what people say: `#17`, `Idee 17`, `Was ist aus Nr. 17 geworden?`"""

from __future__ import annotations

import re

from .matching import fold

_LONGEST = 60
_NUMBER = r"(?:nr|nummer|no|number)? ?0*([1-9]\d{0,6})"
_NAMED = re.compile(rf"(?:(?:zeig mir |meine |die |my |the )?(?:idee|idea) ?){_NUMBER}")
_ASKED = re.compile(
    rf"(?:was (?:ist|wurde|wird)|wie steht es|what (?:happened|became|has become))"
    rf" (?:aus|mit|um|of|to|with) (?:(?:der |meiner |my |the )?(?:idee|idea) )?{_NUMBER}"
    rf"(?: geworden| passiert)?"
)
_SIGN = re.compile(r"#\s?0*([1-9]\d{0,6})")
_BARE = re.compile(_NUMBER)


def idea_in(text: str, free: bool = False, bare: bool = False) -> str:
    """The number that a text asks for; empty where it is about something else.

    `free`: where any words are an answer, only a whole question counts. `bare`: a number was
    asked for.
    """
    if len(text) > _LONGEST:
        return ""
    said = fold(text)
    for pattern in (_ASKED, *(() if free else (_NAMED,)), *((_BARE,) if bare else ())):
        if found := pattern.fullmatch(said):
            return str(found[1])
    sign = None if free else _SIGN.fullmatch(text.strip())
    return sign[1] if sign else ""
