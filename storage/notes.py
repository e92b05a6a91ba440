"""What adapters remember between two runs; sealed, for there are tokens and keys among it."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select

from .crypt import KeyProblem, Keys
from .dialect import upsert
from .tables import platform_notes

_ONE = (platform_notes.c.platform == bindparam("on")) & (
    platform_notes.c.name == bindparam("called")
)
_READ = select(platform_notes.c.value_sealed).where(_ONE)
_REMOVE = delete(platform_notes).where(_ONE)


class Notes:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def index(self, what: str) -> str:
        """What something is found by again without naming it, in 32 characters."""
        return self._keys.index(f"note:{what}").hex()

    def read(self, platform: str, name: str) -> bytes | None:
        """Raises KeyProblem where the key is not the one that it was sealed with."""
        found = {"on": platform, "called": name}
        sealed = self._connection.execute(_READ, found).scalar_one_or_none()
        return None if sealed is None else self._keys.unseal(sealed, _context(platform, name))

    def forget(self, platform: str, value: bytes) -> None:
        """Remove every note that says just this."""
        query = select(platform_notes.c.name).where(platform_notes.c.platform == platform)
        for name in self._connection.execute(query).scalars().all():
            try:
                if self.read(platform, name) == value:
                    self.write(platform, name, None)
            except KeyProblem:
                continue  # Nobody can read it, so it says nothing of anybody.

    def write(self, platform: str, name: str, value: bytes | None) -> None:
        """None removes it."""
        if value is None:
            self._connection.execute(_REMOVE, {"on": platform, "called": name})
            return
        sealed = self._keys.seal(value, _context(platform, name))
        insert = upsert(self._connection, platform_notes).values(
            platform=platform, name=name, value_sealed=sealed
        )
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=["platform", "name"], set_={"value_sealed": sealed}
            )
        )


def _context(platform: str, name: str) -> bytes:
    return f"note {platform} {name}".encode()
