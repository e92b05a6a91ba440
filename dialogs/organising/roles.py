"""Who may do what: each role may do all that the ones before it may (requirement G1)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """An alliance admin is one in every association."""

    HELPER = "helper"
    ORGANISER = "organiser"
    ADMIN = "admin"
    ALLIANCE = "alliance"

    def may(self, needed: Role) -> bool:
        """Whether this role includes the other."""
        return ORDER.index(self) >= ORDER.index(needed)


ORDER = tuple(Role)
EVERYBODY = "alliance"
"""The association whose admins are the alliance's: the operator itself."""
