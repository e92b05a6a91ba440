"""The order of options where it has no meaning: another one for each person (requirement C12).

What stands first is chosen more often; by chance nobody is favoured. What says "none of these" or
"not sure" stays at the end, where people look for it.
"""

from __future__ import annotations

from zlib import crc32

from ..messages import Option
from .kind import Kind
from .pick import Pick
from .pick_many import PickMany
from .rank import Rank

LAST = frozenset(
    ["unsure", "dont-know", "dont_know", "no-answer", "other", "none", "nothing", "98", "99"]
)


def is_mixed(kind: Kind) -> bool:
    return isinstance(kind, (Pick, PickMany, Rank)) and kind.order == "random"


def mixed(kind: Kind, options: tuple[Option, ...], seed: int) -> tuple[Option, ...]:
    """The options in the order of this seed, the same each time."""
    if not is_mixed(kind):
        return options
    last = LAST | frozenset(kind.alone if isinstance(kind, PickMany) else ())
    return tuple(sorted(options, key=lambda o: (o.value in last, _drawn(seed, o, last))))


def _drawn(seed: int, option: Option, last: frozenset[str]) -> int:
    return 0 if option.value in last else crc32(f"{seed}:{option.value}".encode())
