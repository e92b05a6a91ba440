"""The bot's own words, one TOML file a language; `de-simple` is Einfache Sprache.

What organisers read stands in files of its own, in `organisers/`.

A text of ours is a `Template` (it may have bold and named values); a text of an organiser is a
plain `Text` and can never bring markup.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from ..markup import Rich, Value, plain, rich

Text = Mapping[str, str]
"""The same words by language tag."""

LANGUAGES = {"de": "Deutsch", "de-simple": "Einfache Sprache", "en": "English"}
"""Every language the bot speaks, by the name it calls itself."""

_LOCALES = {"de-simple": "de", "en": "en_GB"}
_CHAINS = {
    "de": ("de", "de-simple", "en"),
    "de-simple": ("de-simple", "de", "en"),
    "en": ("en", "de", "de-simple"),
}


class Template(Struct, frozen=True):
    """One of the bot's own texts in every language."""

    by_language: Text

    def fill(self, languages: tuple[str, ...], **values: Value) -> Rich:
        return rich(in_language(self.by_language, languages), **values)

    def raw(self, languages: tuple[str, ...]) -> str:
        return in_language(self.by_language, languages)


def chain(language: str) -> tuple[str, ...]:
    """The languages to try, best first."""
    return _CHAINS.get(language, (language, *_CHAINS["de"]))


def locale(language: str) -> str:
    """How days and numbers are written in it, by Babel's name."""
    return _LOCALES.get(language, language)


def shortened(text: str, longest: int = 60) -> str:
    """The beginning of a text on one line, at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def in_language(text: Text, languages: tuple[str, ...]) -> str:
    """The text in the first language that it has, else in whatever it has, else nothing."""
    for language in languages:
        if language in text:
            return text[language]
    return next(iter(text.values()), "")


def shown(text: Text, languages: tuple[str, ...]) -> Rich:
    """An organiser's text; where it is not in the person's language, its language is named."""
    words = in_language(text, languages)
    wanted = languages[0].split("-")[0]
    if not words or any(language.split("-")[0] == wanted for language in text):
        return plain(words)
    used = next((language for language in (*languages, *text) if language in text), "")
    return plain(f"[{LANGUAGES.get(used, used)}] {words}")


@cache
def load(topic: str) -> Mapping[str, Template]:
    """All texts of a topic by name."""
    texts: dict[str, dict[str, str]] = {}
    for language, topics in read().items():
        for name, words in topics.get(topic, {}).items():
            texts.setdefault(name, {})[language] = words.strip()
    return {name: Template(by_language) for name, by_language in texts.items()}


@cache
def read() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """All files: language → topic → name → words."""
    folder = files(__name__)
    return {
        language: {
            topic: texts
            for file in (folder / f"{language}.toml", folder / "organisers" / f"{language}.toml")
            for topic, texts in tomllib.loads(file.read_text("utf-8")).items()
        }
        for language in LANGUAGES
    }
