"""How often people may be invited, by all associations and by one of them."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct


class Budget(Struct, frozen=True):
    """At most so many invitations in so many days (requirement F8); 0 for none at all.

    Where it is `shared` by several associations, none has all of it: one less than that, or
    where it is one, one in twice the time (requirement G3).
    """

    most: int = 2
    days: int = 7
    shared: bool = False

    @property
    def longest(self) -> int:
        """The days to look back."""
        return self.days * (2 if self.shared and self.most == 1 else 1)

    def leaves(self, association: str, lately: Collection[tuple[str, int]]) -> bool:
        """Whether there is room for one more; `lately`: by whom, and how many days ago."""
        within = [by for by, ago in lately if ago < self.days]
        if len(within) >= self.most:
            return False
        if not self.shared:
            return True
        own = [by for by, ago in lately if ago < self.longest and by == association]
        return len(own) < max(1, self.most - 1)
