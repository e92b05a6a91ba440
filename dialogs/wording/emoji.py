"""Emoji: at most one, and at the end (E5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said

_ONE = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_ONE}[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d{_ONE}\ufe0f?)*"
)


def emoji(said: Said) -> Iterator[Finding]:
    """More than one, or one before the end: a screen reader reads each by its name."""
    found = EMOJI.findall(said.text)
    if len(found) > 1:
        yield Finding("emoji", f"{len(found)} Emoji sind zu viele.", found[0], "", "Eines genügt.")
    elif found and not said.text.rstrip().endswith(found[0]):
        why = f"„{found[0]}“ steht mitten im Text; vorgelesen stört es."
        yield Finding("emoji", why, found[0], "", "Setzen Sie es ans Ende.")
