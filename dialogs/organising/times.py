"""How often something is repeated: so many times, or until a day."""

from __future__ import annotations

import re
from typing import Any

from ..answers import Asking, Kind, Unclear, Understood
from ..answers.date import written
from ..markup import Rich
from ..messages import Heard, Words
from ..texts import load
from ..times import read
from ..understanding.matching import fold
from ..understanding.vocabulary import number_word

T = load("event_writing")
_TIMES = re.compile(r"(?:noch )?(\d{1,3}|[a-z]+?) ?(?:mal|x|times|termine|dates)?")


class Times(Kind, frozen=True, tag="times"):
    """A number from 2 to `most`, or the last day (`2027-06-30`)."""

    most: int = 60

    def instruction(self, asking: Asking) -> Rich:
        return T["times_how"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> str | Understood:
        match heard:
            case Words(text=text):
                if counted := _TIMES.fullmatch(fold(text)):
                    said = counted[1]
                    number = int(said) if said.isdecimal() else number_word(said)
                    if number is not None and 2 <= number <= self.most:
                        return str(number)
                    if number is not None:
                        raise Unclear("out_of_range", least=2, most=self.most)
                day = read(text, asking.today).first
                if day is not None:
                    told = written(day.isoformat(), asking.languages)
                    return Understood(
                        day.isoformat(), T["understood"].fill(asking.languages, text=told)
                    )
        raise Unclear("want_times")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return str(answer) if str(answer).isdecimal() else written(answer, languages)
