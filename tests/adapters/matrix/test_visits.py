"""Rooms to go to: by way of the servers that are known to be in them."""

from __future__ import annotations

import msgspec
import pytest

from adapters.matrix.server import Server
from adapters.matrix.syncing import Event, Events, Invited
from adapters.matrix.told import Told
from adapters.matrix.visits import INVITED, Visit, Visits, invited, servers

ME, ANNA = "@bot:revier.test", "@anna:kohle.example:8448"


class Pages:
    """A notebook in memory."""

    def __init__(self, **pages: bytes) -> None:
        self.pages: dict[str, bytes | None] = {**pages}

    async def read(self, name: str) -> bytes | None:
        return self.pages.get(name)

    async def write(self, name: str, value: bytes | None) -> None:
        self.pages[name] = value


def test_an_invitation_leads_by_way_of_who_invites() -> None:
    member = Event("m.room.member", ANNA, {"membership": "invite"}, "$1", ME)
    other = Event("m.room.member", "@x:other.example", {"membership": "invite"}, "$2", ANNA)
    raws = [msgspec.Raw(msgspec.json.encode(one)) for one in (other, member)]
    visit = invited("!room", Invited(Events([*raws, msgspec.Raw(b"{}")])), ME)
    assert visit == Visit("!room", ("kohle.example:8448",))
    assert visit.path == (
        "/join/%21room?via=kohle.example%3A8448&server_name=kohle.example%3A8448"
    )


def test_an_upgraded_room_leads_by_way_of_who_upgraded_it() -> None:
    told = Told("!old")
    told.note_versions([Event("m.room.tombstone", ANNA, {"replacement_room": "!new"}, "$1", "")])
    assert told.replaced == Visit("!new", ("kohle.example:8448",))
    told.note_versions([Event("m.room.tombstone", ANNA, {}, "$1", "")])
    assert told.replaced is None


@pytest.mark.parametrize(
    "person", ["", "@anna", "@anna:", "@a:b/../c", "@a:b?x", "@a:" + "x" * 300]
)
def test_what_is_no_server_is_no_way(person: str) -> None:
    assert servers([person]) == ()
    assert Visit("!room", servers([person])).path == "/join/%21room"


async def test_what_was_remembered_without_ways_is_still_gone_to() -> None:
    pages = Pages(**{INVITED: b'["!old"]'})
    visits = Visits(Server("http://127.0.0.1:9"), pages)
    await visits.load()
    await visits.add([Visit("!new", ("a.example",)), Visit("!old")])
    kept = pages.pages[INVITED]
    assert kept is not None
    assert msgspec.json.decode(kept, type=list[Visit]) == [
        Visit("!old"),
        Visit("!new", ("a.example",)),
    ]
