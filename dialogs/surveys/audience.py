"""Whom an invitation is for: a value that names places and languages and no person."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from ..places import WHOLE

FEWEST_DRAWN = 10
"""A sample of fewer would say who was asked."""


class Audience(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`places` are region keys: a Land (2 digits), a district (5) or the whole; none are all.

    `sample` people are drawn (0: everybody) by the lot that `seed` gives each. `answered` and
    `unanswered` name earlier surveys: only those who have, or have not, a ballot there.
    """

    places: tuple[str, ...] = ()
    language: str = ""
    sample: int = 0
    seed: str = ""
    answered: str = ""
    unanswered: str = ""

    @property
    def everybody(self) -> bool:
        """Whether neither a place nor a language narrows it."""
        return not self.language and (not self.places or WHOLE in self.places)

    @property
    def earlier(self) -> str:
        """The earlier survey that it looks at."""
        return self.answered or self.unanswered

    def fits(self, place: str, language: str) -> bool:
        """Whether somebody of this district (empty: unknown) and language belongs to it."""
        if self.language and language != self.language:
            return False
        if not self.places or WHOLE in self.places:
            return True
        # What is known of a person is the district; a municipality widens to its own.
        return bool(place) and any(place.startswith(key[:5]) for key in self.places)

    def lot(self, participant: str) -> str:
        """What decides whether somebody is drawn: the lowest are."""
        return hashlib.sha256(f"{self.seed}:{participant}".encode()).hexdigest()


EVERYBODY = Audience()
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(Audience).decode


def written(audience: Audience) -> str:
    return _encode(audience).decode()


def read(text: str | None) -> Audience:
    """Nothing stands for everybody; raises ValidationError."""
    return _decode(text) if text else EVERYBODY
