"""What somebody means by words that are not an answer: a control, a flow, or nothing known."""

from __future__ import annotations

import re
from functools import cache

from ..messages import Control, Start
from .codes import code_in, link_code_in
from .matching import fold, forms, near, within
from .vocabulary import commands, signs

_SLASH = re.compile(r"/([a-z_]+)(?:@\w+)?(?: ([A-Za-z0-9_-]{1,64}))?\s*", re.IGNORECASE)
_CONTROLS = frozenset(Control)
_VARIANT = "\ufe0f"
_LONGEST = 40
_BRIEF, _LONG = 4, 8
_DOUBLED = re.compile(r"(.)\1+")
_ALWAYS = _CONTROLS | {"privacy", "consents"}
_RIGHTS = {"my_data", "forget_me"}


def understand(text: str, free: bool = False, meant: bool = False) -> Control | Start | None:
    """The control or flow that a text names; `free`: the open question takes any words.

    There, one common word such as "Umfrage" may well be the answer. `meant`: what is said is meant
    for a person, who is greeted as well, and asked for whatever there is.
    """
    if slash := _SLASH.fullmatch(text.strip()):
        return _command(slash[1].lower(), slash[2] or "")
    if len(text) > _LONGEST:
        return None
    if code := _link_code(text):
        return Start(f"link_enter:{code}")
    if sign := _signs().get(text.strip().replace(_VARIANT, "")):
        return _meaning(sign)
    said = fold(text)
    meaning = commands().get(said, "")
    if free and meaning not in _ALWAYS and " " not in said:
        return None
    if meant and meaning not in _ALWAYS | _RIGHTS:
        return None
    return _meaning(meaning) if meaning else None


def guess(text: str, free: bool = False) -> Control | Start | None:
    """The same for misspelt words; where any words are an answer, only for plain slips."""
    said = fold(text)
    if not said or len(text) > _LONGEST:
        return None
    meanings = {meaning for form in forms(text) for meaning in _slips(form)}
    if not meanings and not free:
        meanings = {commands().get(near(said, commands()), "")}
    if len(meanings) != 1 or (free and not meanings <= _ALWAYS):
        return None
    meaning = meanings.pop()
    return _meaning(meaning) if meaning else None


def _slips(said: str) -> set[str]:
    """What is meant if it is only a slip of the fingers."""
    nearly = {commands()[known] for known in within(said, commands(), 1) if _off(said, known)}
    return nearly | _singles().get(_single(said), set())


def _off(said: str, known: str) -> bool:
    """Whether neighbours are swapped, or one letter is lost or added in a long word.

    A wrong letter does not count: that is how "Artenschutz" comes near to "Datenschutz".
    """
    if len(said) == len(known):
        return len(said) >= _BRIEF and sorted(said) == sorted(known)
    return min(len(said), len(known)) >= _LONG


@cache
def _singles() -> dict[str, set[str]]:
    """Words without their doubled letters → what they mean; only those of some length."""
    found: dict[str, set[str]] = {}
    for known, meaning in commands().items():
        if len(known) >= _BRIEF:
            found.setdefault(_single(known), set()).add(meaning)
    return found


def _single(text: str) -> str:
    return _DOUBLED.sub(r"\1", text) if len(text) >= _BRIEF else ""


def _command(name: str, payload: str) -> Control | Start:
    if name == "start":
        return _linked(payload) if payload else Start("start")
    meaning = commands().get(fold(name), name)
    if meaning == "linking" and (code := link_code_in(payload)):
        return Start(f"link_enter:{code}")
    return _meaning(meaning)


def _link_code(text: str) -> str:
    """The code in "verknüpfen K7M2P9QX"; empty where it is none."""
    word, _, rest = text.strip().partition(" ")
    return link_code_in(rest) if commands().get(fold(word)) == "linking" else ""


def _linked(payload: str) -> Start:
    """What a link's payload names: `survey_bus-2026_poster7`, or short codes: `B7K4M_R2D2X`."""
    kind, _, rest = payload.partition("_")
    if kind == "survey":
        id, _, poster = rest.partition("_")
        return Start(f"survey:{id}", code_in(poster))
    if kind == "idea":
        return Start(f"idea:{rest.partition('_')[0]}" if rest else "hand_in")
    if kind in ("ideas", "events"):
        return Start(kind)
    if kind == "result":
        return Start(f"results:{rest}")
    if kind == "organise":
        return Start(f"joining:{rest}")
    if code := code_in(kind):
        return Start(f"code:{code}", code_in(rest))
    return Start(f"link:{payload}")


def _meaning(meaning: str) -> Control | Start:
    return Control(meaning) if meaning in _CONTROLS else Start(meaning)


@cache
def _signs() -> dict[str, str]:
    return {sign.replace(_VARIANT, ""): meaning for sign, meaning in signs().items()}
