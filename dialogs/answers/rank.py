"""Options put in order, the most important first: in one go (`2, 1, 3`) or tap by tap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from ..markup import Rich
from ..messages import Heard, Option, Press, Words
from ..texts import in_language
from ..understanding.matching import NoMatch, find_many, fold
from .kind import ASK, Asking, Choice, Draft, Kind, Order, Unclear, label, unclear
from .pick import few


class Rank(Kind, frozen=True, tag="rank"):
    """Only the first `most` places are asked for; 0 asks for all."""

    choices: tuple[Choice, ...] = ()
    most: Annotated[int, Meta(ge=0)] = 0
    order: Order = "fixed"

    def offered(self) -> tuple[Choice, ...]:
        return self.choices

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        """All of them, in their own order, so that numbers never move; those ranked are marked."""
        return tuple(Option(c.value, self._marked(c, languages, draft)) for c in self.choices)

    def instruction(self, asking: Asking) -> Rich:
        if asking.draft:
            ranked = self.words(asking.draft, asking.languages)
            return ASK["ranked"].fill(asking.languages, ranked=ranked, next=len(asking.draft) + 1)
        return ASK["rank"].fill(asking.languages, places=self._places)

    def read(self, heard: Heard, asking: Asking) -> Draft | tuple[str, ...]:
        match heard:
            case Press(value=value) if any(o.value == value for o in asking.options):
                return self._tapped(value, asking.draft)
            case Words(text=text):
                named = self._named(text, asking)
                # A whole order said at once replaces what was tapped before.
                if len(named) > 1:
                    return self._grown(named)
                return self._tapped(named[0], asking.draft)
        raise Unclear("want_rank")

    def finish(self, asking: Asking) -> tuple[str, ...]:
        raise Unclear("rank_more", left=self._places - len(asking.draft))

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return ", ".join(
            f"{place}. {label(self.choices, value, languages)}"
            for place, value in enumerate(answer, 1)
        )

    def keys(self, answer: Any) -> tuple[str, ...]:
        return tuple(f"{value}@{place}" for place, value in enumerate(answer, 1))

    def problems(self) -> Iterator[str]:
        yield from few(self.choices)
        if len(self.choices) > 9:
            number = len(self.choices)
            yield f"choices: höchstens neun Dinge lassen sich ordnen, hier sind es {number}"
        if self.most > len(self.choices):
            yield f"most: {self.most} ist mehr, als es Möglichkeiten gibt"

    @property
    def _places(self) -> int:
        return self.most or len(self.choices)

    def _named(self, text: str, asking: Asking) -> tuple[str, ...]:
        """Those meant, by the labels as they are shown or without their marks."""
        if shown := [o.value for o in asking.options if fold(o.label) == fold(text)]:
            return tuple(shown[:1])
        plain = [Option(c.value, in_language(c.label, asking.languages)) for c in self.choices]
        try:
            return find_many(text, plain)
        except NoMatch as error:
            raise unclear(error) from None

    def _tapped(self, value: str, draft: tuple[str, ...]) -> Draft | tuple[str, ...]:
        if value in draft:
            return Draft(tuple(other for other in draft if other != value))
        return self._grown((*draft, value))

    def _grown(self, values: tuple[str, ...]) -> Draft | tuple[str, ...]:
        if len(values) == len(self.choices) - 1 and self._places == len(self.choices):
            # The last place follows by itself.
            values += tuple(c.value for c in self.choices if c.value not in values)
        return values[: self._places] if len(values) >= self._places else Draft(values)

    def _marked(self, choice: Choice, languages: tuple[str, ...], draft: tuple[str, ...]) -> str:
        name = in_language(choice.label, languages)
        return f"{name} ({draft.index(choice.value) + 1}.)" if choice.value in draft else name
