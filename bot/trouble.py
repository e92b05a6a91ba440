"""What goes wrong in work that can wait: told in the log once, and tried again."""

from __future__ import annotations

import logging

from storage.database import StorageAway

log = logging.getLogger(__name__)


class Trouble:
    """`what` is what waits as long as there is trouble, in the plural."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._now = ""

    def told(self, error: Exception) -> None:
        """Say so, unless it is the same as before; never in the words of an unknown error."""
        kind = type(error).__name__
        if kind == self._now:
            return
        self._now = kind
        if isinstance(error, StorageAway):
            log.warning("%s wait, the database is away: %s", self._what, error)
        else:
            log.error("%s wait, as something is broken: %s", self._what, kind)

    def over(self) -> None:
        self._now = ""
