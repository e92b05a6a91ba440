"""Unfinished answers in a person's other chats: none stays without the consent that it needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from dialogs.session import Frame, Session
from storage.chats import Chat
from storage.store import Store

from ..catalogue import Catalogue

BEFORE = {"consent", "opening"}
"""Questions that come before the first answer."""


def consented(session: Session, catalogue: Catalogue, given: Collection[str]) -> Session:
    """A session without the drafts whose purpose is not consented to."""

    def stays(frame: Frame) -> bool:
        flow = catalogue.flows.get((frame.flow, frame.version))
        if flow is None or not flow.purpose or flow.purpose in given:
            return True
        return (frame.answers.keys() | frame.before.keys()) <= BEFORE

    frames = tuple(frame for frame in session.frames if stays(frame))
    if len(frames) == len(session.frames):
        return session
    # The buttons of what is gone are stale.
    return Session(frames, session.asked + 1)


def drop_elsewhere(
    store: Store, chat: Chat, catalogue: Catalogue, given: Collection[str], now: datetime
) -> None:
    """Do so in all chats of a person but this one, whose turn it is."""
    for id in store.chats.siblings(chat):
        other = store.chats.by_id(id, now)
        if other is None or other.new:
            continue
        session = consented(other.session, catalogue, given)
        if session is not other.session:
            store.chats.rewrite(other, session)
