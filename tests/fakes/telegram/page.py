"""A text that is being read, with its entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .refusals import bad

Entity = dict[str, Any]


def units(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass
class Page:
    """What has been read so far."""

    text: str = ""
    size: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[str, Entity]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text += text
        self.size += units(text)

    def begin(self, mark: str, **entity: Any) -> None:
        self.open.append((mark, {**entity, "offset": self.size, "length": 0}))

    def end(self) -> Entity:
        _, entity = self.open.pop()
        entity["length"] = self.size - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)
        return entity

    def result(self) -> tuple[str, list[Entity]]:
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.text, self.entities


def unreadable(words: str) -> Exception:
    return bad(f"can't parse entities: {words}")
