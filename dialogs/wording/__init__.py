"""A look at texts: whether they are easy to read, fair to answer, and honest.

Everything here is a hint in a plain German sentence and never keeps anybody from anything.
`look` takes one text in one language; `texts` and `surveys` take all languages and all texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import (
    buttons,
    compounds,
    doubled,
    emoji,
    genitive,
    honesty,
    length,
    loaded,
    passive,
    plainness,
    scales,
    shorthand,
    statements,
    subjunctive,
)
from .finding import LONGEST, Finding, Said
from .score import level, score

__all__ = ["RULES", "TITLES", "Finding", "Said", "level", "look", "score"]

Rule = Callable[[Said], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    length.long_texts,
    length.long_sentences,
    statements.statements,
    passive.passives,
    genitive.genitives,
    subjunctive.subjunctives,
    shorthand.abbreviations,
    shorthand.signs,
    compounds.long_words,
    emoji.emoji,
    buttons.labels,
    doubled.doubled,
    loaded.loaded,
    loaded.absolutes,
    scales.ways_out,
    scales.unbalanced,
    honesty.claims,
    plainness.jargon,
    plainness.commands,
    plainness.address,
)
TITLES = {
    "length": "zu lang",
    "long_sentence": "langer Satz",
    "clauses": "Nebensatz",
    "passive": "Passiv",
    "genitive": "Genitiv",
    "subjunctive": "Konjunktiv",
    "abbreviation": "Abkürzung",
    "sign": "Sonderzeichen",
    "compound": "langes Wort",
    "emoji": "Emoji",
    "button": "Knopf",
    "double": "Doppelfrage",
    "loaded": "lenkt",
    "absolute": "zu absolut",
    "no_way_out": "kein Ausweg",
    "unbalanced": "schiefe Skala",
    "honest": "behauptet zu viel",
    "jargon": "Fachwort",
    "command": "Befehl",
    "address": "Anrede",
    "twin": "Einfache Sprache fehlt",
}
"""Every rule by its name, in a word or two."""


def look(said: Said) -> list[Finding]:
    """All that is doubtful in one text; looks at its first 4000 characters."""
    if len(said.text) > LONGEST:
        cut = f"Der Text ist viel zu lang; angesehen sind nur {LONGEST} Zeichen."
        short = Said(
            said.text[:LONGEST],
            said.language,
            said.kind,
            said.choices,
            said.harmless,
            said.optional,
        )
        return [Finding("length", cut), *(one for one in look(short) if one.rule != "length")]
    return [finding for rule in RULES for finding in rule(said)]
