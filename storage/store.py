"""All that one transaction can read and write."""

from __future__ import annotations

from sqlalchemy import Connection

from .associations import Associations
from .audit import Audit
from .ballots import Ballots
from .campaigns import Campaigns
from .chats import Chats
from .consents import Consents
from .crypt import Keys
from .files import Files
from .limits import Limits
from .notes import Notes
from .notices import Notices
from .organisers import Organisers
from .outbox import Outbox, Post
from .owners import Owners
from .places import Places
from .repeats import Repeats
from .residences import Residences
from .retention import Retention
from .surveys import Definitions, Surveys


class Store:
    """What is to be written for many turns alike is collected, and written by `flush`."""

    def __init__(self, connection: Connection, keys: Keys, definitions: Definitions) -> None:
        self.chats = Chats(connection, keys)
        self.consents = Consents(connection)
        self.outbox = Outbox(connection, keys)
        self.surveys = Surveys(connection, keys, definitions)
        self.files = Files(connection, keys)
        self.ballots = Ballots(connection, keys, self.surveys, self.files)
        self.campaigns = Campaigns(connection, keys, self.surveys)
        self.places = Places(connection)
        self.notes = Notes(connection, keys)
        self.associations = Associations(connection)
        self.organisers = Organisers(connection, keys)
        self.audit = Audit(connection, keys)
        self.residences = Residences(connection)
        self.notices = Notices(connection, keys)
        self.limits = Limits(connection)
        self.repeats = Repeats(connection)
        self.owners = Owners(connection)
        self.retention = Retention(connection)

    def flush(self) -> list[Post]:
        """Write what was collected; the posts to send at once."""
        self.consents.flush()
        self.ballots.flush()
        self.campaigns.flush()
        self.chats.flush()
        return self.outbox.flush()

    @property
    def wiped(self) -> bool:
        """Whether something is deleted that may not linger anywhere."""
        return self.chats.forgot or self.surveys.untied
