"""Sentences that do not say who acts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, clauses, sentences
from .vocabulary import listed

_BECOME = re.compile(r"\b(wird|werden|wurden?|worden)\b", re.IGNORECASE)
_BEFORE = (
    "ab|an|auf|aus|bei|da|dar|durch|ein|empor|fest|fort|frei|her|heraus|hin|hoch|los|mit|nach|nieder"
    "|statt|teil|um|vor|voraus|weg|weiter|wieder|zu|zurück|zusammen|über|unter|bereit|bekannt|offen"
)
_WEAK = re.compile(rf"(?:{_BEFORE})?(?:ge\w{{2,}}t|(?:be|emp|ent|er|ver|zer|über|unter)\w{{2,}}t)")
_LEARNED = re.compile(r"\w{2,}iert")
_STRONG = re.compile(rf"(?:{_BEFORE})?(\w+)")


def passives(said: Said) -> Iterator[Finding]:
    """A form of “werden” with a participle in the same clause; the future has an infinitive."""
    if not said.german:
        return
    for sentence in sentences(said.text):
        for clause in clauses(bare(sentence)):
            become = _BECOME.search(clause)
            # “Gesendet wurde nichts.”: a sentence may begin with what was done.
            lower = clause[:1].lower() + clause[1:] if sentence.startswith(clause[:1]) else clause
            done = next((word for word in lower.split() if is_participle(word)), "")
            if become and done:
                word = done.strip(".!?:…“”)")
                yield Finding(
                    "passive",
                    f"„{become[1]} … {word}“ sagt nicht, wer es tut.",
                    word,
                    sentence,
                    "Sagen Sie, wer es tut, zum Beispiel „Wir …“.",
                )


def is_participle(word: str) -> bool:
    """Whether it looks like what was done: `gemacht`, `eingereicht`, `saniert`, `besprochen`."""
    word = word.strip("„“”().,!?:…")
    if not word[:1].islower() or word in listed("de", "no_participles"):
        return False
    if _WEAK.fullmatch(word) or _LEARNED.fullmatch(word):
        return True
    strong = listed("de", "strong_participles")
    stem = _STRONG.fullmatch(word)
    return word in strong or bool(stem and stem[1] in strong and stem[1].startswith("ge"))
