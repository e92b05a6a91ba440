"""What is doubtful in the wording of a survey, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, shortened
from dialogs.wording import TITLES, level
from dialogs.wording.surveys import Looked, looked_at, missing_twins


def told(survey: Survey) -> Iterator[str]:
    """The lines: each text with what is doubtful in it, then how easily all of them read."""
    looked = looked_at(survey)
    for text in looked:
        if text.findings:
            yield f"Wortlaut {text.place}: „{shortened(text.text)}“"
            yield from (f"   {TITLES[one.rule]}: {one}" for one in text.findings)
    for twin in missing_twins(survey):
        yield f"Wortlaut {twin.place}: {twin}"
    for language, name in LANGUAGES.items():
        if scores := _scores(looked, language):
            yield f"Lesbarkeit {name}: {scores}"


def _scores(looked: list[Looked], language: str) -> str:
    """Each text's score, those of the same level together, the hardest first."""
    scored = sorted(
        (text.score, text.place.removesuffix(f".{language}"))
        for text in looked
        if text.score is not None and text.place.endswith(f".{language}")
    )
    levels = groupby(scored, key=lambda one: level(one[0]))
    return "; ".join(
        f"{word}: {', '.join(f'{place} {score}' for score, place in texts)}"
        for word, texts in levels
    )
