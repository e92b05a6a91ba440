"""What stands for an option beside its number: a letter, its own emoji, a thumb for yes or no."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from dialogs.messages import Option
from dialogs.understanding.matching import fold, says_no, says_yes

CHOSEN = "✓ "
"""What options bear that are chosen already."""
_TONES = range(0x1F3FB, 0x1F400)
_LETTERS = {
    **{0x1F1E6 + n: chr(ord("a") + n) for n in range(26)},
    **{0x1F170 + n: chr(ord("a") + n) for n in range(26)},
    **{0x1F150 + n: chr(ord("a") + n) for n in range(26)},
    **{0x24B6 + n: chr(ord("a") + n) for n in range(26)},
}


def bare(sign: str) -> str:
    """The same sign however a client draws it: without variant, colour of skin, key or frame."""
    plain = sign.strip().replace("\ufe0f", "").replace("\u20e3", "")
    plain = "".join(one for one in plain if ord(one) not in _TONES)
    return plain.translate(_LETTERS).lower() if len(plain) == 1 else plain


def signs(options: tuple[Option, ...], first: int) -> dict[str, str]:
    """Values by their signs; what could mean two is left out."""
    pairs = [pair for n, one in enumerate(options, first) for pair in _signs(n, one)]
    often = Counter(sign for sign, _ in pairs)
    return {sign: value for sign, value in pairs if often[sign] == 1}


def _signs(number: int, option: Option) -> Iterator[tuple[str, str]]:
    label = option.label.removeprefix(CHOSEN)
    if not label[:1].isdecimal() and 0 < number <= 26:
        yield chr(ord("a") + number - 1), option.value
    parts = label.split()
    for part in {parts[0], parts[-1]} if parts else ():
        if _is_emoji(part):
            yield bare(part), option.value
    said = fold(label).split()[:1]
    if said and says_yes(said[0]):
        yield "👍", option.value
    elif said and says_no(said[0]) and said[0] != "nicht":
        yield "👎", option.value


def _is_emoji(part: str) -> bool:
    symbols = any(unicodedata.category(one) == "So" for one in part)
    return symbols and not any(one.isalnum() for one in part)
