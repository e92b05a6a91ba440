"""What everybody may know of an association."""

from __future__ import annotations

from msgspec import Struct


class Profile(Struct, frozen=True, omit_defaults=True):
    """`places` are region keys; `joining` says how to join, `link` leads to a page (https).

    `topics` are those that it answers questions about; `reply` says how soon, as in `talk_reply`.
    """

    about: str = ""
    joining: str = ""
    link: str = ""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    reply: str = "days"


class Association(Struct, frozen=True):
    id: str
    name: str
    profile: Profile
