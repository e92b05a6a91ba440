"""What is doubtful in the wording of a draft, told to whoever writes it; it stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from dialogs.markup import Rich, glue
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, chain, load
from dialogs.wording import Finding, Said, look
from dialogs.wording.finding import Kind
from dialogs.wording.surveys import Looked, looked_at

T, R = load("wording"), load("wording_rules")
UNFAIR = ("loaded", "double", "no_way_out", "unbalanced", "honest", "absolute")
"""Rules about what skews answers; all others are about how easily a text reads."""
AT_ONCE, HARDEST = 2, 8
"""Findings told of a text that was just typed, and places whose scores are told."""

_encode = msgspec.json.Encoder(order="deterministic").encode


def findings(survey: Survey) -> list[Finding]:
    """All of them, most pressing first; those of one weight in the order of reading."""
    found = [finding for looked in _looked(_encode(survey)) for finding in looked.findings]
    return sorted(found, key=_weight)


def is_unfair(finding: Finding) -> bool:
    """Whether it skews answers, and not only reads badly."""
    return finding.rule in UNFAIR


def told(finding: Finding, language: str) -> str:
    """What is doubtful: at length in German, by the rule's name in other languages."""
    if chain(language)[0].startswith("de"):
        return str(finding)
    word = f" “{finding.word}”" if finding.word else ""
    return f"{R[finding.rule].raw(chain(language))}{word}"


def scores(survey: Survey, language: str) -> Iterator[tuple[str, int]]:
    """Place and score (0 to 100, E12) of each text in that language, the hardest first."""
    scored = sorted(
        (looked.score, looked.place)
        for looked in _looked(_encode(survey))
        if looked.score is not None and looked.place.endswith(f".{language}")
    )
    yield from ((place, score) for score, place in scored[:HARDEST])


def noticed(text: str, spoken: str, kind: Kind, language: str) -> Rich:
    """What to say right after a text was typed; nothing where it is fine."""
    found = sorted(look(Said(text, spoken, kind)), key=_weight)[:AT_ONCE]
    languages = chain(language)
    lines = (T["noticed"].fill(languages, text=told(finding, language)) for finding in found)
    return glue(lines, "\n")


def spoken_names() -> dict[str, str]:
    """The ends of facts about a text that was typed, and the languages they stand for."""
    return {language.replace("-", "_"): language for language in LANGUAGES}


def _weight(finding: Finding) -> int:
    return UNFAIR.index(finding.rule) if finding.rule in UNFAIR else len(UNFAIR)


# A page is looked at again and again while little of it changes.
@lru_cache(maxsize=32)
def _looked(encoded: bytes) -> tuple[Looked, ...]:
    return tuple(looked_at(msgspec.json.decode(encoded, type=Survey)))
