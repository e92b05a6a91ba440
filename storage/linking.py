"""Chats on several platforms that are one person's, with one ballot.

What chats have under way stays theirs: sessions, files of unfinished answers, posts. All else is
the person's, and of two people one is made.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, func, insert, literal, select, update

from .ballots import Ballots
from .campaigns import Campaigns
from .chats import Chat
from .consents import CONTACT
from .following import follow
from .held import hold_to_move
from .link_codes import LinkCodes
from .moments import day
from .organisers import Organisers
from .residences import Residences
from .rows import one_each
from .surveys import Surveys
from .tables import chats, consents, participants, told

MOST_CHATS = 5
"""Chats that one person may have: nobody needs more, and nobody is to gather other people's."""
Problem = Literal["wrong", "closed", "here", "linked", "many"]


class Prospect(Struct, frozen=True):
    """What comes of a link: with whom, on what platform and in which chat.

    `doubled` are the open surveys in which both have a ballot: of these only the newer counts.
    """

    participant: str
    platform: str
    chat: int
    doubled: tuple[str, ...]


class Linking:
    def __init__(  # noqa: PLR0913, PLR0917 - all that is somebody's
        self,
        connection: Connection,
        codes: LinkCodes,
        surveys: Surveys,
        ballots: Ballots,
        campaigns: Campaigns,
        organisers: Organisers,
        write: Callable[[], None],
    ) -> None:
        """`write` writes what other turns of the group have collected."""
        self._connection = connection
        self.codes = codes
        self._surveys = surveys
        self._ballots = ballots
        self._campaigns = campaigns
        self._organisers = organisers
        self._residences = Residences(connection)
        self._write = write
        self.changed: set[str] = set()

    def look(self, chat: Chat, code: str, now: datetime) -> Prospect | Problem:
        """What would come of a code that was said in a chat; changes nothing."""
        if self.codes.is_closed(chat, now):
            return "closed"
        other = self.codes.chat_of(code, now)
        if other is None:
            return "wrong"
        if other == chat.id:
            return "here"
        self._write()
        row = self._chat(other)
        if row.participant == chat.participant:
            return "linked"
        if self._count(row.participant, chat.participant) > MOST_CHATS:
            return "many"
        doubled = self._doubled(row.participant, chat.participant)
        return Prospect(row.participant, row.platform, other, doubled)

    def join(self, chat: Chat, code: str, now: datetime) -> Prospect | None:
        """Make one person of those behind this chat and behind the chat of a code, and use it up.

        The one who asked for the code stays, as the other's id goes. None where it is no good.
        """
        held: set[str] = set()
        while True:
            found = self.look(chat, code, now)
            if not isinstance(found, Prospect):
                return None
            if (people := {found.participant, chat.participant}) <= held:
                break
            # While they were waited for, somebody else may have linked the other chat.
            hold_to_move(self._connection, people)
            held |= people
        if not self.codes.use(code):
            return None
        self._unite(chat, found.participant, now)
        self.changed |= people
        return found

    def part(self, chat: Chat, now: datetime) -> bool:
        """Have a chat be of a person of its own, without ballots and consents; false if it is.

        Nobody is invited a second time for that: what that person was told goes along.
        """
        if self._count(chat.participant) == 1:
            return False
        self._write()
        hold_to_move(self._connection, {chat.participant})
        who = secrets.token_hex(16)
        row = {"id": who, "language": chat.language, "consents": "", "seen": day(now)}
        self._connection.execute(insert(participants), row)
        heard = select(told.c.campaign, literal(who), told.c.day, told.c.declined)
        heard = heard.where(told.c.participant == chat.participant)
        columns = ["campaign", "participant", "day", "declined"]
        self._connection.execute(insert(told).from_select(columns, heard))
        mine = update(chats).where(chats.c.id == chat.id)
        self._connection.execute(mine.values(participant=who))
        self.codes.drop(chat)
        left = update(participants).where(
            participants.c.id == chat.participant, participants.c.last_chat == chat.id
        )
        self._connection.execute(left.values(last_chat=None))
        self.changed |= {chat.participant, who}
        return True

    def _unite(self, chat: Chat, stays: str, now: datetime) -> None:
        goes = chat.participant
        # Surveys first and in one order, as whoever deletes everything does.
        for survey in self._surveys.linked():
            self._one_ballot(survey, stays, goes, now)
        seen = select(func.max(participants.c.seen)).where(participants.c.id.in_((stays, goes)))
        values = {
            # What they are reading just now, they can read.
            "language": chat.language,
            "seen": self._connection.execute(seen).scalar_one(),
            "last_chat": chat.id,
            "consents": self._consents(stays, goes),
        }
        if self._organisers.outrank(goes, stays):
            self._surveys.changed()
        self._campaigns.recipients.decline_alike(goes, stays)
        follow(self._connection, goes, stays)
        mine = update(participants).where(participants.c.id == stays)
        self._connection.execute(mine.values(**values))
        self._connection.execute(delete(participants).where(participants.c.id == goes))
        one_each(self._connection, stays, chat.id, now)
        if CONTACT not in str(values["consents"]).split():
            self._campaigns.withdraw(stays, now)
            self._residences.forget(stays)

    def _one_ballot(self, survey: str, stays: str, goes: str, now: datetime) -> None:
        """Keep the newer ballot of two, as that of the person who stays."""
        is_open = self._surveys.hold(survey)
        theirs, others = (self._ballots.when(survey, who) for who in (stays, goes))
        if theirs is not None and others is not None:
            older = stays if others >= theirs else goes
            if is_open:
                self._ballots.withdraw(survey, older)
            else:
                # The numbers of a survey that is over stand; this one becomes nobody's.
                self._ballots.let_go(survey, older)
        if others is not None:
            # Nothing happens where that one was the older: it is gone.
            self._ballots.hand_over(survey, goes, stays)
        if theirs is not None or others is not None:
            self._campaigns.answered(stays, survey, now)

    def _consents(self, *people: str) -> str:
        """What holds for people who are one: of each purpose the last word, whoever said it.

        A consent counts only where it was given and not taken back since (GDPR Art. 7(3)): it is
        as easy to withdraw as to give, so a later no in one chat is a no in both. And a later yes
        is one, for it was said to the same question by the same person.
        """
        query = select(consents.c.purpose, consents.c.given).where(
            consents.c.participant.in_(people)
        )
        rows = self._connection.execute(query.order_by(consents.c.id)).all()
        last = {row.purpose: row.given for row in rows}
        return " ".join(sorted(p if given else f"-{p}" for p, given in last.items()))

    def _doubled(self, *people: str) -> tuple[str, ...]:
        """The open surveys in which all of them have a ballot."""
        return tuple(
            standing.id
            for standing in self._surveys.standings()
            if standing.state == "open"
            and all(self._ballots.when(standing.id, who) is not None for who in people)
        )

    def _count(self, *people: str) -> int:
        """How many chats people have together."""
        query = select(func.count()).where(chats.c.participant.in_(people))
        return self._connection.execute(query).scalar_one()

    def _chat(self, id: int) -> Row[Any, Any]:
        query = select(chats.c.participant, chats.c.platform).where(chats.c.id == id)
        return self._connection.execute(query).one()
