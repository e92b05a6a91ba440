"""All that is stored, opened with the key: without row ids, nonces and random names.

Two databases that tell the same story have equal contents.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from dialogs.messages import Message
from dialogs.session import decode
from storage.crypt import Keys, voter
from storage.database import Database
from storage.tables import (
    ballots,
    campaign_texts,
    campaigns,
    chats,
    consents,
    files,
    heard,
    idea_appeals,
    idea_changes,
    idea_counts,
    idea_month_items,
    idea_month_told,
    idea_months,
    idea_points,
    idea_reports,
    idea_supporters,
    idea_told,
    idea_verdicts,
    ideas,
    meta,
    outbox,
    participants,
    periods,
    survey_versions,
    surveys,
    tallies,
    told,
)

_message = msgspec.json.Decoder(Message).decode
Contents = dict[str, Any]


def contents(database: Database) -> Contents:
    with database.engine.connect() as connection:
        return _Reading(connection, database.keys).all()


def said(keys: Keys, body: bytes, chat: int | None) -> Message:
    """A post's body; `chat` is None for a last word."""
    context = b"post" + (b"" if chat is None else str(chat).encode())
    return _message(keys.unseal(body, context))


class _Reading:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self.connection = connection
        self.keys = keys
        self.chats = {row.id: row for row in self.rows(chats)}
        self.names = {id: self.name(row) for id, row in self.chats.items()}
        self.campaigns = {
            row.id: f"{row.survey} {number}"
            for number, row in enumerate(self.rows(campaigns, campaigns.c.made))
        }
        self.people = defaultdict(list)
        for id, row in sorted(self.chats.items()):
            self.people[row.participant].append(self.names[id])

    def rows(self, table: Any, *order: Any) -> Any:
        return self.connection.execute(select(table).order_by(*order)).all()

    def name(self, chat: Any) -> str:
        address = self.keys.unseal(chat.address_sealed, b"address" + chat.address_hash)
        return f"{chat.platform}:{address.decode()}"

    def who(self, participant: str) -> str:
        """A person by their chats' names; those without a chat, who should not be, by their id."""
        return " ".join(self.people.get(participant, [participant]))

    def all(self) -> Contents:
        return {
            "people": {
                self.who(row.id): (row.language, row.consents, row.seen)
                for row in self.rows(participants)
            },
            "chats": {self.names[id]: self.chat(row) for id, row in self.chats.items()},
            "consents": self.consents(),
            "surveys": {row.id: self.survey(row) for row in self.rows(surveys)},
            "versions": {
                (row.survey, row.version): (msgspec.json.decode(row.definition), row.published)
                for row in self.rows(survey_versions)
            },
            "ballots": self.ballots(),
            "tallies": {
                (row.survey, row.version): msgspec.json.decode(row.tally)
                for row in self.rows(tallies)
            },
            "campaigns": self.announced(),
            "files": self.files(),
            "outbox": self.outbox(),
            "ideas": {row.id: self.idea(row) for row in self.rows(ideas)},
            "idea_months": self.idea_months(),
            "heard": {row.key: (row.at, row.error) for row in self.rows(heard)},
            "periods": {(row.job, row.period): row.at for row in self.rows(periods)},
            "meta": {row.name for row in self.rows(meta)},
        }

    def chat(self, row: Any) -> Any:
        if row.session_sealed is None:
            return None, row.gone
        session = decode(self.keys.unseal(row.session_sealed, b"session" + row.address_hash))
        return msgspec.to_builtins(session), row.gone

    def consents(self) -> dict[str, list[Any]]:
        steps = defaultdict(list)
        for row in self.rows(consents, consents.c.id):
            step = (row.purpose, row.given, row.text_version, row.platform, row.at)
            steps[self.who(row.participant)].append(step)
        return dict(steps)

    def survey(self, row: Any) -> Any:
        tied = row.secret_sealed is not None
        return row.state, row.version, row.published, row.closed, tied, row.examples

    def ballots(self) -> dict[str, Any]:
        """Each survey's ballots by person, as long as that can be told."""
        found: dict[str, Any] = {}
        for survey in self.rows(surveys):
            voters: dict[bytes, str] = {}
            if survey.secret_sealed:
                context = b"survey" + survey.id.encode()
                secret = self.keys.unseal(survey.secret_sealed, context)
                voters = {voter(secret, who): self.who(who) for who in self.people}
            cast = []
            for row in self.rows(ballots):
                if row.survey == survey.id:
                    sealed = row.words_sealed and self.keys.unseal(
                        row.words_sealed, b"ballot" + row.voter
                    )
                    answers = msgspec.json.decode(row.answers)
                    whose = voters.get(row.voter, "nobody's")
                    cast.append((whose, row.version, sorted(answers.items()), sealed))
            found[survey.id] = sorted(cast, key=repr)
        return found

    def announced(self) -> dict[str, Any]:
        """Campaigns without their random names and the cursor, which is a random name too."""
        found = {}
        for row in self.rows(campaigns):
            texts = {
                text.language: _message(
                    self.keys.unseal(
                        text.message_sealed, f"campaign{row.id}{text.language}".encode()
                    )
                )
                for text in self.rows(campaign_texts)
                if text.campaign == row.id
            }
            people = sorted(
                (self.who(one.participant), one.day)
                for one in self.rows(told)
                if one.campaign == row.id
            )
            columns = [name for name in row._fields if name not in ("id", "cursor")]
            values = [getattr(row, name) for name in columns]
            found[self.campaigns[row.id]] = (values, bool(row.cursor), texts, people)
        return found

    def idea(self, row: Any) -> dict[str, Any]:
        """An idea with all that hangs on it, its words and its point opened."""
        number = row.id
        context = b"idea" + str(number).encode()
        sealed = row.words_sealed and self.keys.unseal(row.words_sealed, context).decode()
        told_by_itself = ("id", "giver", "words", "words_sealed")
        return {
            **{name: getattr(row, name) for name in row._fields if name not in told_by_itself},
            "giver": row.giver and self.who(row.giver),
            "words": (row.words, sealed),
            "supporters": self.those(idea_supporters, number),
            "reports": self.those(idea_reports, number),
            "appeals": [row[1:] for row in self.rows(idea_appeals) if row.idea == number],
            "counts": [row[1:] for row in self.rows(idea_counts) if row.idea == number],
            "points": [
                (
                    self.keys.unseal(point.point_sealed, b"idea point" + str(number).encode()),
                    point.shown,
                )
                for point in self.rows(idea_points)
                if point.idea == number
            ],
            "changes": [
                self.change(c)
                for c in self.rows(idea_changes, idea_changes.c.id)
                if c.idea == number
            ],
        }

    def change(self, row: Any) -> Any:
        """What happened, who was told of it, and what they found."""
        told_ = sorted(self.who(t.participant) for t in self.rows(idea_told) if t.change == row.id)
        found = sorted(
            (self.who(v.participant), v.agrees)
            for v in self.rows(idea_verdicts)
            if v.change == row.id
        )
        return (
            row.kind,
            row.state,
            row.whom,
            row.words,
            row.rule,
            row.by,
            row.at,
            bool(row.told),
            told_,
            found,
        )

    def those(self, table: Any, number: int) -> list[str]:
        return sorted(self.who(row.participant) for row in self.rows(table) if row.idea == number)

    def idea_months(self) -> Any:
        """Months without their campaigns' random names, and who was told of them."""
        months = {
            row.id: (row.places, row.state, row.above, row.below, row.wanted_by)
            for row in self.rows(idea_months)
        }
        items = sorted((row.month, row.idea, row.left_out) for row in self.rows(idea_month_items))
        told_ = sorted(
            (row.period, self.who(row.participant)) for row in self.rows(idea_month_told)
        )
        return months, items, told_

    def files(self) -> list[Any]:
        """Without their names, which are random."""
        return sorted(
            (
                (self.names.get(row.chat), row.survey, row.kind, row.media_type, row.day)
                for row in self.rows(files)
            ),
            key=repr,
        )

    def outbox(self) -> dict[str, list[Any]]:
        posts = defaultdict(list)
        for row in self.rows(outbox, outbox.c.id):
            name = self.names[row.chat] if row.chat is not None else "last word"
            if row.address_sealed is not None:
                name = f"last word:{self.keys.unseal(row.address_sealed, b'last word').decode()}"
            body = row.body_sealed and said(self.keys, row.body_sealed, row.chat)
            times = (row.due, row.retry, row.claimed, row.expires, row.settled)
            ends = (row.attempts, row.delivered_as, row.error)
            campaign = self.campaigns.get(row.campaign)
            posts[name].append((body, row.platform, row.priority, times, ends, campaign))
        return dict(posts)
