"""Organisers: who may do what in which association, and the codes that make somebody one."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from dialogs.organising.roles import Role

from .crypt import Keys
from .moments import stamp
from .tables import associations, invites, organisers


class Organiser(Struct, frozen=True):
    """A person's part in one association; `id` stands for both in the audit log."""

    id: str
    participant: str
    association: str
    role: Role
    name: str


class Invite(Struct, frozen=True):
    association: str
    role: Role
    name: str
    invited_by: str


class LastAdmin(Exception):
    """Without this one nobody could invite anybody any more."""


class Organisers:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def all(self, association: str = "") -> list[Organiser]:
        """In the order in which they came; of one association or of all."""
        query = select(organisers).order_by(organisers.c.since, organisers.c.id)
        if association:
            query = query.where(organisers.c.association == association)
        return [self._organiser(row) for row in self._connection.execute(query)]

    def one(self, id: str) -> Organiser | None:
        row = self._connection.execute(_ONE.where(organisers.c.id == id)).first()
        return self._organiser(row) if row else None

    def invite(self, code: str, invite: Invite, expires: datetime) -> None:
        """Let whoever brings this code have this role, once, until it expires."""
        row = {
            "code": self._hash(code),
            "association": invite.association,
            "role": invite.role,
            "name_sealed": self._keys.seal(invite.name.encode(), _INVITE + self._hash(code)),
            "invited_by": invite.invited_by,
            "expires": stamp(expires),
        }
        self._connection.execute(insert(invites), row)

    def invited(self, code: str, now: datetime) -> Invite | None:
        """What a code is for, while it can be used."""
        hash = self._hash(code)
        query = select(invites).where(invites.c.code == hash, invites.c.expires > stamp(now))
        row = self._connection.execute(query).first()
        if row is None:
            return None
        name = self._keys.unseal(row.name_sealed, _INVITE + hash).decode()
        return Invite(row.association, Role(row.role), name, row.invited_by)

    def accept(self, code: str, participant: str, now: datetime) -> Organiser | None:
        """Use a code up; the higher role holds where somebody is in the association already."""
        invite = self.invited(code, now)
        # Whoever deletes the row has it: two people with one code cannot both be let in.
        used = delete(invites).where(invites.c.code == self._hash(code))
        if invite is None or self._connection.execute(used).rowcount != 1:
            return None
        there = _ONE.where(
            organisers.c.participant == participant,
            organisers.c.association == invite.association,
        )
        if row := self._connection.execute(there).first():
            if not Role(row.role).may(invite.role):
                self._give(row.id, invite.role)
            return self.one(row.id)
        id = secrets.token_hex(4)
        fresh = {
            "id": id,
            "participant": participant,
            "association": invite.association,
            "role": invite.role,
            "name_sealed": self._keys.seal(invite.name.encode(), _NAME + id.encode()),
            "since": stamp(now),
        }
        self._connection.execute(insert(organisers), fresh)
        return self.one(id)

    def change(self, id: str, role: Role) -> None:
        """Give another role; raises LastAdmin."""
        self._keep_an_admin(id, role)
        self._give(id, role)

    def remove(self, id: str) -> None:
        """Take somebody out at once, and the codes that they gave away; raises LastAdmin."""
        self._keep_an_admin(id, None)
        self._connection.execute(delete(invites).where(invites.c.invited_by == id))
        self._connection.execute(delete(organisers).where(organisers.c.id == id))

    def outrank(self, giver: str, taker: str) -> bool:
        """Before one person becomes another: where both are in an association, keep the higher.

        Whether either of them is an organiser at all.
        """
        rows = self._connection.execute(_ONE.where(organisers.c.participant.in_((giver, taker))))
        by_group: dict[str, dict[str, Organiser]] = defaultdict(dict)
        for row in rows.all():
            by_group[row.association][row.participant] = self._organiser(row)
        for both in by_group.values():
            if len(both) == 2:
                lower = taker if both[giver].role.may(both[taker].role) else giver
                gone = delete(organisers).where(organisers.c.id == both[lower].id)
                self._connection.execute(gone)
        return bool(by_group)

    def drop_invites(self, before: datetime) -> int:
        """Forget codes that expired before then."""
        old = delete(invites).where(invites.c.expires < stamp(before))
        return self._connection.execute(old).rowcount

    def _keep_an_admin(self, id: str, role: Role | None) -> None:
        member = self.one(id)
        if member is None or not member.role.may(Role.ADMIN) or (role and role.may(Role.ADMIN)):
            return
        # Held so that two admins cannot take out each other at the same moment.
        self._connection.execute(
            select(associations.c.id)
            .where(associations.c.id == member.association)
            .with_for_update()
        )
        admins = select(func.count()).where(
            organisers.c.association == member.association,
            organisers.c.id != id,
            organisers.c.role.in_([Role.ADMIN, Role.ALLIANCE]),
        )
        if self._connection.execute(admins).scalar_one() == 0:
            raise LastAdmin(id)

    def _give(self, id: str, role: Role) -> None:
        query = update(organisers).where(organisers.c.id == id).values(role=role)
        self._connection.execute(query)

    def _organiser(self, row: Row[Any]) -> Organiser:
        name = self._keys.unseal(row.name_sealed, _NAME + row.id.encode()).decode()
        return Organiser(row.id, row.participant, row.association, Role(row.role), name)

    def _hash(self, code: str) -> bytes:
        return self._keys.index(f"invite:{code}")


_ONE: Select[Any] = select(organisers)
_INVITE, _NAME = b"invite", b"organiser"
