"""All that one transaction can read and write."""

from __future__ import annotations

from sqlalchemy import Connection

from .alerts import Alerts
from .associations import Associations
from .audit import Audit
from .ballots import Ballots
from .campaigns import Campaigns
from .chats import Chats
from .consents import Consents
from .crypt import Keys
from .drafts import Drafts
from .event_drafts import EventDrafts
from .events import Events
from .feeds import Feeds
from .files import Files
from .followers import Followers
from .idea_counts import IdeaCounts
from .idea_handling import Handling
from .idea_months import IdeaMonths
from .idea_news import News
from .idea_points import IdeaPoints
from .ideas import Ideas
from .limits import Limits
from .link_codes import LinkCodes
from .linking import Linking
from .notes import Notes
from .notices import Notices
from .organisers import Organisers
from .outbox import Outbox
from .pictures import Pictures
from .places import Places
from .post import Post
from .posters import Posters
from .releases import Releases
from .repeats import Repeats
from .residences import Residences
from .retention import Retention
from .room_posts import RoomPosts
from .rooms import Rooms
from .silences import Silences
from .steps import Steps
from .survey_files import SurveyFiles
from .surveys import Definitions, Surveys
from .talk_blocks import TalkBlocks
from .talk_posts import TalkPosts
from .talks import Talks
from .words import Words


class Store:
    """What is to be written for many turns alike is collected, and written by `flush`."""

    def __init__(self, connection: Connection, keys: Keys, definitions: Definitions) -> None:
        self.chats = Chats(connection, keys)
        self.consents = Consents(connection)
        self.outbox = Outbox(connection, keys)
        self.surveys = Surveys(connection, keys, definitions)
        self.files = Files(connection, keys)
        self.survey_files = SurveyFiles(connection, keys)
        self.ballots = Ballots(connection, keys, self.surveys, self.files)
        self.campaigns = Campaigns(connection, keys, self.surveys)
        self.ideas = Ideas(connection, keys, self.files)
        self.idea_counts = IdeaCounts(connection)
        self.handling = Handling(connection, keys)
        self.idea_months = IdeaMonths(connection)
        self.idea_points = IdeaPoints(connection, keys)
        self.news = News(connection, self.outbox, self.campaigns.recipients)
        self.drafts = Drafts(connection, self.surveys)
        self.places = Places(connection)
        self.pictures = Pictures(connection)
        self.posters = Posters(connection, self.surveys)
        self.notes = Notes(connection, keys)
        self.alerts = Alerts(connection)
        self.events = Events(connection)
        self.event_drafts = EventDrafts(connection)
        self.feeds = Feeds(connection)
        self.associations = Associations(connection)
        self.organisers = Organisers(connection, keys)
        self.linking = Linking(
            connection,
            LinkCodes(connection, keys),
            self.surveys,
            self.ballots,
            self.campaigns,
            self.organisers,
            self.write,
        )
        self.audit = Audit(connection, keys)
        self.residences = Residences(connection)
        self.notices = Notices(connection, self.outbox, self.campaigns.recipients)
        self.silences = Silences(connection, self.outbox, self.campaigns.recipients)
        self.rooms = Rooms(connection, keys)
        self.room_posts = RoomPosts(connection, self.outbox)
        self.limits = Limits(connection)
        self.repeats = Repeats(connection)
        self.retention = Retention(connection)
        self.words = Words(connection, keys)
        self.followers = Followers(connection)
        self.steps = Steps(connection)
        self.releases = Releases(connection, keys)
        self.talks = Talks(connection, keys)
        self.talk_blocks = TalkBlocks(connection)
        self.talk_posts = TalkPosts(connection, self.outbox, self.campaigns.recipients)

    def flush(self) -> list[Post]:
        """Write what was collected; the posts to send at once."""
        self.write()
        return self.outbox.flush()

    def write(self) -> None:
        """Write what was collected but posts: what comes next has to see it."""
        self.consents.flush()
        self.ballots.flush()
        self.campaigns.flush()
        self.chats.flush()
        self.steps.flush()

    @property
    def wiped(self) -> bool:
        """Whether something is deleted that may not linger anywhere."""
        of_ideas = self.ideas.deleted or self.handling.hidden
        return self.chats.forgot or self.surveys.untied or of_ideas or self.talks.deleted
