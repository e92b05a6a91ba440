"""One thing heard, one transaction; those that wait are taken and committed together."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.adapter import Inbound
from dialogs.engine import Turn, advance
from dialogs.markup import glue
from dialogs.messages import Heard, Media, Message, Start
from dialogs.session import Session, encode
from dialogs.texts import LANGUAGES, chain, load
from dialogs.world import Barred, Needs, World
from storage.chats import Chat, Place
from storage.files import new_name
from storage.moments import day
from storage.post import Post
from storage.store import Store

from .asked import Asked
from .catalogue import Catalogue, Catalogues
from .commands import COMMANDS
from .config import Config
from .days import written
from .doing import Doing
from .facts import at_hand, operator_values, tell
from .linking.drafts import consented
from .parting import parted
from .platforms import title_of
from .steps import count_steps

_NO_ROOM: Mapping[str, int] = {}
AWAY = 2
"""Days without a word after which a person is told again where they were."""
SORRY = load("turn")["sorry"]
ELSEWHERE = load("forget_me")["elsewhere"]


class _AtOnce(Struct):
    """The replies that a sender of this process takes over: `left`, and `said`, as in `take`."""

    left: dict[str, int]
    said: Container[int]

    def takes(self, chat: Chat) -> bool:
        """Whether the reply to this chat is one of them."""
        if self.left.get(chat.platform, 0) <= 0 or (chat.awaits and chat.awaits not in self.said):
            return False
        self.left[chat.platform] -= 1
        return True


class Turns:
    """Takes turns for the people of one bot."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._operator = operator_values(config.operator)
        self._catalogues = Catalogues()

    def take(
        self,
        store: Store,
        inbounds: Sequence[Inbound],
        now: datetime,
        room: Mapping[str, int] = _NO_ROOM,
        said: Container[int] = (),
    ) -> list[Post]:
        """Hear, decide and remember, each thing once; what there is to say waits in the outbox.

        At most one thing of each chat, so that each turn sees what the one before it left.
        `room` tells how many replies a sender of this process can take over by platform: those
        are claimed in the same transaction, and returned. `said` are posts that are with their
        people and not noted yet: nobody has to wait for those.
        """
        fresh = store.chats.unheard([inbound.key for inbound in inbounds], now)
        heard = [inbound for inbound in inbounds if inbound.key in fresh]
        if not heard:
            return []
        at_once = _AtOnce(dict(room), said)
        chats = store.chats.at([self._place(inbound) for inbound in heard], now)
        catalogue = self._catalogues.of(store)
        people: set[str] = set()
        for inbound in heard:
            chat = chats[inbound.platform, inbound.address]
            if chat.participant in people:
                # Another chat of theirs had its turn in this group: this one sees what it left.
                store.write()
                place = self._place(inbound)
                chat = store.chats.at([place], now)[place[:2]]
            people.add(chat.participant)
            try:
                self._take(store, chat, inbound, catalogue, now, at_once)
            except Exception as error:
                # Where, but never what the person said.
                steps = [f"{frame.flow} at {frame.step}" for frame in chat.session.frames]
                error.add_note(f"flows under way: {', '.join(steps) or 'none'}")
                raise
            people |= store.linking.changed
        return store.flush()

    def apologise(
        self, store: Store, inbound: Inbound, error: BaseException, now: datetime
    ) -> None:
        """Note that a turn failed for a bug of ours, and say so; nothing else changes."""
        if not store.chats.unheard([inbound.key], now):
            return
        store.chats.failed(inbound.key, type(error).__name__)
        place = self._place(inbound)
        chat = store.chats.at([place], now)[place[:2]]
        # They did say something, whatever became of it.
        store.silences.answered(chat, now)
        languages = chain(chat.language)
        store.outbox.add(chat, Message(SORRY.fill(languages)), now)

    def _take(  # noqa: PLR0913, PLR0917 - all of one turn
        self,
        store: Store,
        chat: Chat,
        inbound: Inbound,
        catalogue: Catalogue,
        now: datetime,
        at_once: _AtOnce,
    ) -> None:
        inbound, ref = _named(inbound)
        version = self._config.operator.privacy_version
        doing = Doing(store, chat, catalogue, now, self._config.zone, version, self._config)
        turn = self._decide(doing, inbound.heard)
        if isinstance(inbound.heard, Media) and _speaks_of(turn, inbound.heard.ref):
            store.files.note(chat, inbound.heard, ref, now)
        forgotten = any(act.command == "forget_me" for act in turn.acts)
        places = store.chats.addresses(chat) if forgotten else []
        turn = self._carry_out(doing, turn)
        if forgotten:
            self._say_farewell(store, chat, inbound.address, places, turn.message, now)
            return
        session = self._session(store, chat, turn, catalogue, now)
        count_steps(store, chat.session, session, catalogue.flows)
        store.chats.keep(chat, session, now)
        if chat.silent or chat.participant in store.linking.changed:
            store.silences.answered(chat, now)
        parts = parted(turn.message)
        if len(parts) == 1 and at_once.takes(chat):
            store.outbox.add_claimed(chat, inbound.address, turn.message, now)
            return
        for part in parts:
            store.outbox.add(chat, part, now)

    def _session(
        self, store: Store, chat: Chat, turn: Turn, catalogue: Catalogue, now: datetime
    ) -> Session:
        """What is under way after a turn, of which the consents may have become others."""
        if chat.participant not in store.linking.changed:
            return turn.session
        after = store.chats.by_id(chat.id, now)
        return consented(turn.session, catalogue, after.given if after else ())

    def _say_farewell(  # noqa: PLR0913, PLR0917 - all of a last word
        self,
        store: Store,
        chat: Chat,
        here: str,
        places: Sequence[tuple[str, str]],
        message: Message,
        now: datetime,
    ) -> None:
        """The last word to a chat; and one to each that went with it, or it would just be mute.

        Perhaps it was somebody else who deleted everything there.
        """
        day = written(self._config.zone)(now, chat.language)
        values = {"platform": title_of(chat.platform), "day": day}
        elsewhere = Message(ELSEWHERE.fill(chain(chat.language), **values))
        for platform, address in places:
            said = message if (platform, address) == (chat.platform, here) else elsewhere
            store.outbox.add_last_word(replace(chat, platform=platform), address, said, now)

    def _carry_out(self, doing: Doing, turn: Turn) -> Turn:
        """Have the commands of a turn done, and go on to what is to show what they did."""
        try:
            for act in turn.acts:
                COMMANDS[act.command](doing, act)
        except Barred as barred:
            # A command that can be barred is the first of its turn, so nothing was done.
            return self._decide(doing, Start(barred.flow))
        if not turn.then:
            return turn
        chat = replace(doing.chat, session=turn.session, new=False)
        fresh = replace(doing, chat=chat, catalogue=self._catalogues.of(doing.store))
        after = self._decide(fresh, Start(turn.then))
        said = turn.message
        message = replace(
            after.message,
            text=glue((said.text, after.message.text)),
            files=(*said.files, *after.message.files),
        )
        return replace(after, message=message)

    def _decide(self, doing: Doing, heard: Heard) -> Turn:
        store, chat, catalogue, now = doing.store, doing.chat, doing.catalogue, doing.now
        facts = at_hand(chat, catalogue, self._operator)
        world = self._world(chat, catalogue, facts, now)
        config = self._config
        asked = Asked(store, chat, catalogue, config.operator, now, config.zone, config)
        while True:
            try:
                return advance(chat.session, heard, world)
            except Needs as needs:
                if needs.fact in facts:
                    raise RuntimeError(f"told {needs.fact} and asked again") from None
                try:
                    facts[needs.fact] = tell(needs.fact, asked)
                except Barred as barred:
                    heard = Start(barred.flow)

    def _world(
        self, chat: Chat, catalogue: Catalogue, facts: Mapping[str, Any], now: datetime
    ) -> World:
        trials = catalogue.trials_of(chat.participant)
        return World(
            {**catalogue.flows, **trials} if trials else catalogue.flows,
            {**catalogue.current, **dict(trials.keys())} if trials else catalogue.current,
            facts,
            chain(chat.language),
            now.astimezone(self._config.zone).date(),
            catalogue.places,
            new=chat.new,
            away=day(now) - chat.seen >= AWAY,
            codes=catalogue.codes,
            posters=catalogue.posters,
        )

    def _place(self, inbound: Inbound) -> Place:
        language = inbound.language if inbound.language in LANGUAGES else self._config.language
        return Place(inbound.platform, inbound.address, language)


def _named(inbound: Inbound) -> tuple[Inbound, str]:
    """A file under a name of the bot's own, and the platform's: that stands in no answer."""
    if not isinstance(inbound.heard, Media):
        return inbound, ""
    media = replace(inbound.heard, ref=new_name())
    return replace(inbound, heard=media), inbound.heard.ref


def _speaks_of(turn: Turn, name: str) -> bool:
    """Whether a file has become part of an answer."""
    sent = any(name in repr(act.answers) for act in turn.acts)
    return sent or name.encode() in encode(turn.session)
