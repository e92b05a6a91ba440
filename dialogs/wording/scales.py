"""Choices that leave no way out, or more room on one side (C13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .vocabulary import listed, patterns

FEWEST = 3
"""Choices that take a side, from which they make a scale."""


def ways_out(said: Said) -> Iterator[Finding]:
    """A question of opinion whose choices have no “weiß nicht” and that cannot be skipped."""
    if not said.asked or not said.choices or said.optional or said.harmless:
        return
    if _is_opinion(said) and not any(_is_way_out(one, said) for one in said.choices):
        why = "Wer keine Meinung hat, kann hier nur raten."
        yield Finding("no_way_out", why, "", said.text, _way_out(said))


def unbalanced(said: Said) -> Iterator[Finding]:
    """More choices for one side than for the other."""
    if not said.asked or not _is_opinion(said):
        return
    taken = zip(said.choices, _sides(said), strict=True)
    sides = [side for choice, side in taken if side and not _is_way_out(choice, said)]
    good, bad = sides.count(1), sides.count(-1)
    if good != bad and len(sides) >= FEWEST:
        why = f"{good} Möglichkeiten sind zustimmend und {bad} ablehnend."
        yield Finding("unbalanced", why, "", said.text, "Geben Sie beiden Seiten gleich viele.")


def _is_opinion(said: Said) -> bool:
    asked = any(pattern.search(said.text) for pattern in patterns(said.language, "opinions"))
    sides = _sides(said)
    words = [choice.lower().split(",")[0] for choice in said.choices]
    plain = {"ja", "nein", "yes", "no"}
    judged = [side for side, word in zip(sides, words, strict=True) if side and word not in plain]
    return asked or len(judged) > 1


def _way_out(said: Said) -> str:
    if all(choice.lstrip("-").isdecimal() for choice in said.choices):
        return "Lassen Sie die Frage überspringen (optional)."
    if said.german:
        return "Geben Sie „Weiß nicht“ oder „Keine Angabe“ dazu."
    return "Geben Sie „Not sure“ dazu."


def _is_way_out(choice: str, said: Said) -> bool:
    words = choice.lower().strip(" .!")
    if any(pattern.search(words) for pattern in patterns(said.language, "ways_out")):
        return True
    # “Unsicher” is an end of “sicher”, and a way out anywhere else.
    return words in ("unsicher", "unsure") and not any(
        re.search(r"(?<!un)(?:sicher|safe|sure)\b", other.lower()) for other in said.choices
    )


def _sides(said: Said) -> list[int]:
    """For each choice 1, -1 or 0; “verständlich” takes a side where “unverständlich” stands."""
    all_ = {word for choice in said.choices for word in _words(choice)}
    pairs = {word for word in all_ if word[:2] == "un" and word[2:] in all_}
    sides = []
    for choice in said.choices:
        side = _side(choice, said.language)
        if not side and pairs:
            words = _words(choice)
            against = any(word in pairs for word in words)
            side = -1 if against else int(any(f"un{word}" in pairs for word in words))
        sides.append(side)
    return sides


def _words(choice: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", choice.lower())


def _side(choice: str, language: str) -> int:
    """1 for a choice that approves, -1 for one that disapproves, 0 for neither."""
    words = _words(choice)
    not_ = any(word in listed(language, "negations") for word in words)
    if words[:1] and words[0] in listed(language, "yes_no"):
        return -1 if words[0] in ("nein", "no") else 1
    if any(word in listed(language, "disapproving") for word in words):
        return 1 if not_ else -1
    if any(word in listed(language, "approving") for word in words):
        return -1 if not_ else 1
    return 0
