"""A call to the Bot API that brings a file along."""

from __future__ import annotations

from msgspec import Struct


class Upload(Struct, frozen=True):
    """The parameters of a call that brings a file along, under the parameter `field`."""

    parameters: dict[str, str]
    field: str
    name: str
    type: str
    content: bytes
