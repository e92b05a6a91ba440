"""What everybody may know of an association."""

from __future__ import annotations

from msgspec import Struct


class Profile(Struct, frozen=True, omit_defaults=True):
    """`places` are region keys; `joining` says how to join, `link` leads to a page (https)."""

    about: str = ""
    joining: str = ""
    link: str = ""
    places: tuple[str, ...] = ()


class Association(Struct, frozen=True):
    id: str
    name: str
    profile: Profile
