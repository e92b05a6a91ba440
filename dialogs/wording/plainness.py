"""Words of offices and computers, commands, and a form of address that changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import instead

_COMMAND = re.compile(r"(?<![\w/:.])/[a-zäöü_]{2,}\b(?!/)")
_DU = re.compile(r"\b(du|dich|dir|dein\w{0,2}|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
_SIE = re.compile(r"(?<=[\w,;“”)] )(Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")


def jargon(said: Said) -> Iterator[Finding]:
    """Words that not everybody knows (A16)."""
    known = instead(said.language, "jargon")
    for sentence in sentences(said.text):
        for word in re.findall(r"[^\W\d_]+", bare(sentence)):
            if better := known.get(word.lower()):
                why = f"„{word}“ kennt nicht jeder."
                yield Finding("jargon", why, word, sentence, f"Zum Beispiel „{better}“.")


def commands(said: Said) -> Iterator[Finding]:
    """A command to type: everything goes without (A16)."""
    for sentence in sentences(said.text):
        if found := _COMMAND.search(bare(sentence)):
            why = f"„{found[0]}“ ist ein Befehl; alles geht auch mit Worten."
            yield Finding("command", why, found[0], sentence, "Nennen Sie ein Wort oder Knopf.")


def address(said: Said) -> Iterator[Finding]:
    """“Du” and “Sie” in one text (E2)."""
    text = bare(said.text)
    if said.german and (du := _DU.search(text)) and (sie := _SIE.search(text)):
        why = f"Der Text sagt einmal „{du[0]}“ und einmal „{sie[0]}“."
        yield Finding("address", why, du[0], "", "Bleiben Sie bei einem von beiden.")
