"""Several of several options: in one go (`1, 3`) or tap by tap."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Annotated, Any

from msgspec import Meta

from ..markup import Rich
from ..messages import Heard, Option, Press, Words
from ..understanding.matching import NoMatch, find_many
from .kind import ASK, Asking, Choice, Draft, Kind, Order, Unclear, label, unclear
from .pick import few


class PickMany(Kind, frozen=True, tag="pick_many"):
    """`most` = 0 sets no limit; a choice in `alone` (such as "none of these") excludes others."""

    choices: tuple[Choice, ...] = ()
    least: Annotated[int, Meta(ge=1)] = 1
    most: Annotated[int, Meta(ge=0)] = 0
    alone: tuple[str, ...] = ()
    order: Order = "fixed"

    def offered(self) -> tuple[Choice, ...]:
        return self.choices

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(
            Option(o.value, f"✓ {o.label}" if o.value in draft else o.label)
            for o in super().options(languages, draft)
        )

    def instruction(self, asking: Asking) -> Rich:
        if asking.draft:
            chosen = ", ".join(label(self.choices, v, asking.languages) for v in asking.draft)
            return ASK["chosen"].fill(asking.languages, chosen=chosen)
        if self.most:
            return ASK["pick_up_to"].fill(asking.languages, most=self.most)
        return ASK["pick_many"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> Draft | tuple[str, ...]:
        match heard:
            case Press(value=value, off=off) if any(o.value == value for o in asking.options):
                gone = off and value not in asking.draft
                return Draft(asking.draft if gone else self._toggled(asking.draft, value))
            case Words(text=text):
                try:
                    named = find_many(text, asking.options)
                except NoMatch as error:
                    raise unclear(error) from None
                if not asking.draft:
                    return self._whole(named, asking.languages)
                # Whoever has tapped some and types another means both.
                return Draft(reduce(self._toggled, named, asking.draft))
        raise Unclear("want_pick")

    def finish(self, asking: Asking) -> tuple[str, ...]:
        return self._whole(asking.draft, asking.languages)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return ", ".join(label(self.choices, value, languages) for value in answer)

    def keys(self, answer: Any) -> tuple[str, ...]:
        return tuple(answer)

    def problems(self) -> Iterator[str]:
        yield from few(self.choices)
        if self.least > len(self.choices):
            yield f"least: {self.least} ist mehr, als es Möglichkeiten gibt"
        if self.most and self.most < self.least:
            yield f"most: {self.most} ist weniger als least ({self.least})"
        for value in self.alone:
            if value not in {choice.value for choice in self.choices}:
                yield f"alone: „{value}“ ist keine der Möglichkeiten"

    def _toggled(self, draft: tuple[str, ...], value: str) -> tuple[str, ...]:
        if value in draft:
            return tuple(other for other in draft if other != value)
        if value in self.alone:
            return (value,)
        return (*(other for other in draft if other not in self.alone), value)

    def _whole(self, values: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
        if len(values) < self.least:
            raise Unclear("too_few", least=self.least)
        if self.most and len(values) > self.most:
            raise Unclear("too_many", most=self.most)
        if len(values) > 1 and (alone := next((v for v in values if v in self.alone), None)):
            raise Unclear("alone", choice=label(self.choices, alone, languages))
        order = [choice.value for choice in self.choices]
        return tuple(sorted(values, key=order.index))
