"""What somebody says in a talk: their own words, or one of the buttons below it."""

from __future__ import annotations

from typing import Any, ClassVar

from ..answers import Choice, Sentence, Unclear
from ..answers.kind import Asking, label
from ..messages import Heard, Press, Words
from ..understanding.matching import fold, forms


class Saying(Sentence, frozen=True, tag="saying"):
    """Words as `{"text": …}`, so that nobody can write what a button means."""

    choices: tuple[Choice, ...] = ()
    meant: ClassVar[bool] = True

    def offered(self) -> tuple[Choice, ...]:
        return self.choices

    def read(self, heard: Heard, asking: Asking) -> Any:
        match heard:
            case Press(value=value) if any(o.value == value for o in asking.options):
                return value
            case Words(text=text):
                said = fold(text)
                for option in asking.options:
                    if said in forms(option.label):
                        return option.value
                return {"text": super().read(heard, asking)}
        raise Unclear("want_talk")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        if isinstance(answer, dict):
            return str(answer["text"])
        return label(self.choices, answer, languages)
