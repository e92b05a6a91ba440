"""What all kinds of answer share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, Struct

from ..markup import Rich, Value
from ..messages import LARGEST_FILE, Heard, Media, Option, Press, Words
from ..places import Gazetteer
from ..texts import Text, in_language, load
from ..understanding.matching import NoMatch, find

ASK = load("ask")
SHOWN = 3
"""Options named when more than one may be meant."""
Value32 = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.-]{1,32}\Z")]
"""A stored option: with its prompt it has to fit into Telegram's 64 bytes."""


class Unclear(ValueError):
    """What was heard does not answer the question; `text` names what to say."""

    def __init__(self, text: str, **values: Value) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


Order = Literal["fixed", "random"]
"""Whether options stand as they were written, or for each person in another order."""


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """An option in all its languages."""

    value: Value32
    label: Text


class Draft(Struct, frozen=True):
    """An answer that is not whole yet: what has been chosen so far, in order."""

    values: tuple[str, ...]


class Understood(Struct, frozen=True):
    """An answer that was not said in so many words, and what to say back."""

    answer: Any
    echo: Rich = ()


class Asking(Struct, frozen=True):
    """What reading an answer may look at."""

    options: tuple[Option, ...]
    languages: tuple[str, ...]
    today: date
    places: Gazetteer
    draft: tuple[str, ...] = ()


class Kind(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """A kind of answer: what it offers, how it reads what was heard, what it counts as.

    `meant`: it is said to a person, and only what is said of the bot itself is meant for the bot.
    """

    meant: ClassVar[bool] = False

    def offered(self) -> tuple[Choice, ...]:
        """All there is to choose from."""
        return ()

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        """What to show, given what has been chosen so far."""
        return tuple(Option(c.value, in_language(c.label, languages)) for c in self.offered())

    def instruction(self, asking: Asking) -> Rich:
        """How to answer, where the question alone does not tell."""
        return ()

    def read(self, heard: Heard, asking: Asking) -> Any:
        """The answer (perhaps as Understood), or a Draft; raises Unclear."""
        raise NotImplementedError

    def finish(self, asking: Asking) -> Any:
        """The answer that the draft makes as it is; raises Unclear."""
        raise Unclear("want_pick")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        """The answer as people read it."""
        return str(answer)

    def keys(self, answer: Any) -> tuple[str, ...]:
        """What an answer adds one to in the results; nothing where only its presence counts."""
        return ()

    def files(self, answer: Any) -> tuple[str, ...]:
        """The names of the files that an answer consists of."""
        return ()

    def problems(self) -> Iterator[str]:
        """What keeps a question of this kind from being published."""
        return iter(())


def picked(heard: Heard, options: Sequence[Option]) -> str:
    """The one option that was pressed or named; raises Unclear."""
    match heard:
        case Press(value=value) if any(o.value == value for o in options):
            return value
        case Words(text=text):
            try:
                return find(text, options)
            except NoMatch as error:
                raise unclear(error) from None
    raise Unclear("want_pick")


def bounded(media: Media, most: int = LARGEST_FILE) -> str:
    """The name of a file that is not too large to be kept; raises Unclear."""
    if media.size > most:
        raise Unclear("file_too_large", most=most // 1_000_000)
    return media.ref


def unclear(error: NoMatch) -> Unclear:
    if error.candidates:
        more = ["…"] if len(error.candidates) > SHOWN else []
        return Unclear("ambiguous", candidates=" / ".join([*error.candidates[:SHOWN], *more]))
    return Unclear("want_pick")


def label(choices: Sequence[Choice], value: str, languages: tuple[str, ...]) -> str:
    """The label of a value, or the value where it is not known (any longer)."""
    return next((in_language(c.label, languages) for c in choices if c.value == value), value)


def doubled(choices: Sequence[Choice]) -> Iterator[str]:
    """Values that stand twice, and labels that nobody could tell apart."""
    values = [choice.value for choice in choices]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield f"choices: der Wert „{value}“ steht mehrmals da"
    for language in sorted({language for choice in choices for language in choice.label}):
        labels = [choice.label.get(language, "").casefold().strip() for choice in choices]
        for text in sorted({text for text in labels if text and labels.count(text) > 1}):
            yield f"choices: die Beschriftung „{text}“ ({language}) steht mehrmals da"
    for place, choice in enumerate(choices):
        if not any(words.strip() for words in choice.label.values()):
            yield f"choices[{place}].label: die Beschriftung fehlt"
