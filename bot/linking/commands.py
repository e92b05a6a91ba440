"""What the flows of linking have the bot do."""

from __future__ import annotations

from dialogs.engine import Act
from dialogs.messages import Message
from dialogs.texts import chain, load
from dialogs.understanding.codes import link_code_in
from storage.talk import PURPOSE as TALKS

from ..doing import Command, Doing
from ..platforms import title_of
from ..talks.telling import forget_talks
from .drafts import drop_elsewhere

T = load("linking")


def give_code(doing: Doing, act: Act) -> None:
    doing.store.linking.codes.give(doing.chat, act.value, doing.now)


def try_code(doing: Doing, act: Act) -> None:
    """Count a wrong code."""
    linking = doing.store.linking
    if linking.look(doing.chat, _code(act), doing.now) == "wrong":
        linking.codes.count(doing.chat, doing.now)


def join(doing: Doing, act: Act) -> None:
    """Make one person of two, and say so in the other chat: perhaps somebody else did it."""
    store = doing.store
    found = store.linking.join(doing.chat, _code(act), doing.now)
    if found is None:
        return  # The person is told why.
    for organiser in store.organisers.all():
        if organiser.participant == found.participant:
            subject = title_of(doing.chat.platform)
            store.audit.note(organiser.id, organiser.association, "link", subject, doing.now)
    other = store.chats.by_id(found.chat, doing.now)
    if other is not None:
        text = T["told"].fill(chain(other.language), platform=title_of(doing.chat.platform))
        store.outbox.add(other, Message(text), doing.now)
        drop_elsewhere(store, doing.chat, doing.catalogue, other.given, doing.now)
        if TALKS not in other.given:
            # Who said no last, in either chat, wants nobody to read on.
            forget_talks(doing, other.participant, "withdrawn")


def part(doing: Doing, act: Act) -> None:
    doing.store.linking.part(doing.chat, doing.now)


def _code(act: Act) -> str:
    """What was said as the code: perhaps by a button that the bot never made."""
    return link_code_in(act.value)


COMMANDS: dict[str, Command] = {
    "give_link_code": give_code,
    "try_link_code": try_code,
    "join_chats": join,
    "part_chats": part,
}
