"""What campaigns say: one sealed message a language, for all their rows in the outbox."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from dialogs.messages import Message
from dialogs.texts import chain

from .crypt import Keys
from .tables import campaign_texts

_TEXTS = select(campaign_texts.c.language, campaign_texts.c.message_sealed).where(
    campaign_texts.c.campaign == bindparam("campaign")
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Message).decode


class Announced:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._known: dict[str, dict[str, Message]] = {}

    def keep(self, campaign: str, texts: Mapping[str, Message]) -> None:
        """Keep what a campaign says by language, sealed."""
        rows = [
            {
                "campaign": campaign,
                "language": language,
                "message_sealed": self._keys.seal(_encode(message), _context(campaign, language)),
            }
            for language, message in texts.items()
        ]
        self._connection.execute(insert(campaign_texts), rows)

    def message(self, campaign: str, language: str) -> Message:
        """In the person's language, or the next best; raises LookupError where it was wiped."""
        texts = self.texts(campaign)
        for spoken in (*chain(language), *texts):
            if spoken in texts:
                return texts[spoken]
        raise LookupError(campaign)

    def texts(self, campaign: str) -> dict[str, Message]:
        """By language; raises KeyProblem, DecodeError."""
        if (texts := self._known.get(campaign)) is None:
            rows = self._connection.execute(_TEXTS, {"campaign": campaign}).all()
            texts = self._known[campaign] = {
                language: _decode(self._keys.unseal(sealed, _context(campaign, language)))
                for language, sealed in rows
            }
        return texts

    def wipe(self, campaign: str) -> None:
        query = delete(campaign_texts).where(campaign_texts.c.campaign == campaign)
        self._connection.execute(query)


def _context(campaign: str, language: str) -> bytes:
    return b"campaign" + campaign.encode() + language.encode()
