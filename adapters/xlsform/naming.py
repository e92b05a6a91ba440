"""Our identifiers from a form's names, and names that ODK takes for our identifiers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def plain(raw: str, allowed: str = "a-z0-9_-", longest: int = 40) -> str:
    """A name in the characters of ours, perhaps nothing."""
    lower = unicodedata.normalize("NFC", raw).casefold().translate(_UMLAUTS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return re.sub(rf"[^{allowed}]+", "-", bare).strip("-")[:longest].strip("-")


def ids(raws: Iterable[str], reserved: Collection[str]) -> list[str]:
    """An id of ours for each name; those that are good already keep theirs."""
    names = list(raws)
    wanted = [plain(name) for name in names]
    taken = {name for name, id in zip(names, wanted, strict=True) if name == id} - set(reserved)
    kept: set[str] = set()
    made = []
    for name, id in zip(names, wanted, strict=True):
        if name == id and name in taken and name not in kept:
            kept.add(name)
            made.append(id)
        else:
            made.append(free(id or "frage", taken, reserved))
            taken.add(made[-1])
    return made


def free(id: str, taken: Collection[str], reserved: Collection[str] = ()) -> str:
    """The id, with a number where it is taken."""
    chosen, number = id, 1
    while chosen in taken or chosen in reserved:
        number += 1
        chosen = f"{id[: 39 - len(str(number))]}-{number}"
    return chosen


def value(raw: str) -> str:
    """A stored option of ours, in as much of a form's name as it can bear."""
    good = re.fullmatch(r"[A-Za-z0-9_.-]{1,32}", raw)
    return raw if good else plain(raw, "a-z0-9_.-", 32)


def odk(id: str) -> str:
    """A name that ODK takes: it begins with a letter, and none of its own is hidden by it."""
    return id if _NAME.fullmatch(id) and id not in ("data", "meta") else f"q_{id}"
