"""What has happened in a room, in the bot's own terms."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from msgspec import Raw

from dialogs.messages import Heard, Other, Start, Words

from ..adapter import Inbound, Left, Moved, Posted, SetAside, TryAgain
from .errors import AWAY, Refused
from .events import heard, mentions, room_word
from .homes import Homes
from .keyring import Keyring
from .opening import ENCRYPTED, Locked
from .presence import PLATFORM
from .profile import NAME
from .questions import Questions
from .rooms import Rooms
from .server import Server, part
from .syncing import Event, Joined, Page, Unparsed, parse, text
from .threads import Threads
from .told import TOMBSTONE, One, Told
from .verifying import Verifying, is_request

NEVER = -1.0
PATIENCE = 10.0
"""Seconds to wait for the key of a message; it may come after the message."""
MOST = 1_000
"""Messages whose keys are waited for at once."""
PAGES = 50
"""Pages of what was missed in one room, of 100 events each, that are fetched at most."""
KNOWN = 2_000
"""Keys of which somebody was told that they are missing."""


@dataclass
class _Waiting:
    room: str
    event: Event
    until: float


class Hearing:
    def __init__(  # noqa: PLR0913, PLR0917 - all that is needed to read
        self,
        me: str,
        server: Server,
        rooms: Rooms,
        keyring: Keyring,
        homes: Homes,
        questions: Questions,
        threads: Threads,
        verifying: Verifying,
    ) -> None:
        self.name = NAME
        self._me = me
        self._threads = threads
        self._verifying = verifying
        self._homes = homes
        self._server = server
        self._rooms = rooms
        self._keyring = keyring
        self._questions = questions
        self._locked: dict[str, _Waiting] = {}
        self._told: OrderedDict[tuple[str, str], None] = OrderedDict()

    @property
    def waits(self) -> bool:
        """Whether a message may still become readable."""
        return bool(self._locked)

    async def told(self, room: str, joined: Joined, since: str) -> Told:
        """Everything new in a room; `since` is empty for what is history.

        Raises Refused, or what a network fails with.
        """
        told = Told(room)
        events = self._parsed(joined.timeline.events, told)
        state = self._parsed(joined.state.events, told)
        own = [e for e in events if e.state_key == self._me and _joined(e)]
        came = own[-1] if own else None
        if joined.timeline.limited and since and came is None:
            missed = await self._missed(room, joined.timeline.prev_batch or "", since)
            events = self._parsed(missed, told) + events
        self._rooms.take(room, [*state, *events])
        if not since:
            told.ones.clear()
            return told
        told.note_versions([*state, *events])
        if came is not None:
            told.came = True
            events = _since_invited(events, self._me)
            told.note_early(events, came)
        await self._sorted(told, events, came)
        return told

    async def _sorted(self, told: Told, events: list[Event], came: Event | None) -> None:
        try:
            people = (await self._rooms.at(told.room)).people
        except Refused as refused:
            if refused.code != "M_FORBIDDEN":
                raise
            return  # left again already; that is told as well
        theirs = [one for one in events if one.sender != self._me]
        if not people:
            told.deserted = True
            gone = [one for one in theirs if one.membership in ("leave", "ban")]
            told.ones += [self._left(told.room, one, out=True) for one in gone[-1:]]
        elif len(people) == 1:
            (person,) = people
            await self._private(told, theirs, came, person)
        else:
            # What is said among others is nobody's ballot any more.
            others = [one for one in theirs if one.membership in ("join", "invite")]
            told.ones += [self._left(told.room, one) for one in others[-1:]]
            if came is not None:
                await self._among(told, came)
            else:
                for one in theirs:
                    await self._overheard(told, one)

    async def _private(
        self, told: Told, theirs: list[Event], came: Event | None, person: str
    ) -> None:
        ones: list[One] = []
        for event in theirs:
            # Many clients give no keys to somebody who is only invited: that one is greeted.
            until = NEVER if event.event_id in told.early else 0.0
            ones += await self._one(told.room, event, until)
        # Nothing can fail from here on: what is claimed is told.
        home = await self._homes.claim(person, told.room, came is not None)
        if home not in ("", told.room) and came is None:
            told.home, told.elsewhere = home, ones[-1].key if ones else ""
            return
        told.person = person if home != told.room else ""
        if home not in ("", told.room) and came is not None:
            told.before = home
            key = f"{PLATFORM} moved {came.event_id}"
            told.ones.append(Moved(key, PLATFORM, home, told.room))
        told.ones += ones
        if came is not None and not ones and not told.upgraded:
            told.ones.append(self._inbound(told.room, came, Start("start")))

    def kicked(self, room: str, left: Joined, batch: str) -> Left:
        """The bot is no longer in a room."""
        self._rooms.forget(room)
        scrap = Told(room)
        events = self._parsed([*left.state.events, *left.timeline.events], scrap)
        own = [e for e in events if e.state_key == self._me and e.membership in ("leave", "ban")]
        name = own[-1].event_id if own else f"left {room} {batch}"
        return Left(f"{PLATFORM} {name}", PLATFORM, room, out=True)

    async def unlocked(self) -> list[One]:
        """What has become readable by now, and a word about what never will."""
        found: list[One] = []
        for name, one in list(self._locked.items()):
            found += await self._one(one.room, one.event, one.until)
            if name in self._locked and self._locked[name] is one:
                del self._locked[name]
        return found

    async def _one(self, room: str, event: Event, until: float = 0.0) -> list[One]:
        try:
            return await self._read(room, event, until)
        except (Refused, TryAgain, *AWAY):
            raise
        except Exception as error:
            # Anybody can send anything. It would come again after every start.
            why = f"an event is of no use: {type(error).__name__}"
            return [SetAside(f"{PLATFORM} {event.event_id}", PLATFORM, why)]

    async def _read(self, room: str, event: Event, until: float) -> list[One]:
        if event.type == ENCRYPTED:
            try:
                event = await self._keyring.opened(room, event)
            except Locked:
                return self._wait(room, event, until or monotonic() + PATIENCE)
        if is_request(event, self._me):
            return [self._verifying.in_room(PLATFORM, room, event)]
        what: Heard | None
        match event.type:
            case "m.reaction":
                what = await self._questions.pressed(room, event)
            case "m.room.redaction":
                what = await self._questions.taken_back(room, event)
            case _:
                what = heard(event)
                if isinstance(what, Words):
                    what = await self._questions.named(room, what.text) or what
        if what is None:
            return []
        self._questions.heard(room)
        self._threads.heard(room, event)
        return [self._inbound(room, event, what)]

    def _wait(self, room: str, event: Event, until: float) -> list[One]:
        if until == NEVER:
            return []
        if monotonic() < until and len(self._locked) < MOST:
            self._locked[event.event_id] = _Waiting(room, event, until)
            return []
        # Once for each key: whoever has written five messages under it needs no five answers.
        key = (room, text(event.content, "session_id"))
        if key in self._told:
            return []
        self._told[key] = None
        if len(self._told) > KNOWN:
            self._told.popitem(last=False)
        return [self._inbound(room, event, Other("locked"))]

    async def _among(self, told: Told, came: Event) -> None:
        """The bot has come among others, perhaps because they all went on here."""
        told.among = came.event_id
        if told.older and await self._led(told.older) == told.room:
            key = f"{PLATFORM} moved {came.event_id}"
            told.ones.append(Moved(key, PLATFORM, told.older, told.room))

    async def _overheard(self, told: Told, event: Event) -> None:
        """Of what is said among others only a call for the bot, and a word that registers."""
        if event.type == ENCRYPTED:
            try:
                event = await self._keyring.opened(told.room, event)
            except Locked:
                return
        if word := room_word(event):
            title = await self._state(told.room, "m.room.name", "name")
            key = f"{PLATFORM} {event.event_id}"
            told.ones.append(Posted(key, PLATFORM, told.room, title, word))
        elif mentions(event, self._me, self.name):
            told.addressed = event

    async def _led(self, room: str) -> str:
        """Where a room says that it goes on: anybody can say that theirs is the new one."""
        return await self._state(room, TOMBSTONE, "replacement_room")

    async def _state(self, room: str, type: str, name: str) -> str:
        """A text in a room's state, empty where there is none, or none for the bot to see."""
        path = f"/rooms/{part(room)}/state/{part(type)}"
        try:
            return text(await self._server.ask(dict[str, Any], "GET", path), name)
        except Refused as refused:
            if refused.code not in ("M_NOT_FOUND", "M_FORBIDDEN"):
                raise
            return ""

    async def _missed(self, room: str, end: str, since: str) -> list[Raw]:
        """What a sync left out between `since` and `end`, oldest first."""
        pages: list[Raw] = []
        for _ in range(PAGES):
            path = (
                f"/rooms/{part(room)}/messages?dir=b&limit=100&from={part(end)}&to={part(since)}"
            )
            page = await self._server.ask(Page, "GET", path)
            pages += page.chunk
            if not page.chunk or not page.end:
                break
            end = page.end
        return pages[::-1]

    def _parsed(self, raws: Sequence[Raw], told: Told) -> list[Event]:
        """What cannot be read is set aside, so that nobody asks for it again."""
        events = []
        for raw in raws:
            try:
                events.append(parse(raw))
            except Unparsed as error:
                if error.id and error.sender != self._me:
                    key = f"{PLATFORM} {error.id}"
                    told.ones.append(SetAside(key, PLATFORM, "an event is not as documented"))
        return events

    def _inbound(self, room: str, event: Event, what: object) -> Inbound:
        return Inbound(f"{PLATFORM} {event.event_id}", PLATFORM, room, what)  # type: ignore[arg-type]

    def _left(self, room: str, event: Event, out: bool = False) -> Left:
        return Left(f"{PLATFORM} {event.event_id}", PLATFORM, room, out)


def _joined(event: Event) -> bool:
    """Whether somebody came, and has not only changed their name."""
    return event.membership == "join" and event.was != "join"


def _since_invited(events: list[Event], me: str) -> list[Event]:
    """What was said to the bot; what was said before it was invited is not its business."""
    own = [n for n, one in enumerate(events) if one.state_key == me]
    invited = [n for n in own if events[n].membership == "invite"]
    came = [n for n in own if _joined(events[n])]
    first = invited[-1] if invited and invited[-1] < came[-1] else came[-1]
    return events[first + 1 :]
