"""Options of a question, as somebody types them: one a line, or parted by semicolons."""

from __future__ import annotations

from ..answers import Asking, Sentence, Unclear
from ..messages import Heard
from ..surveys.editing import Unfit, choices


class Lines(Sentence, frozen=True, tag="lines"):
    """At least two, no two alike, each short enough for a button."""

    def read(self, heard: Heard, asking: Asking) -> str:
        said = super().read(heard, asking)
        try:
            choices(said)
        except Unfit as unfit:
            raise Unclear(unfit.why) from None
        return said
