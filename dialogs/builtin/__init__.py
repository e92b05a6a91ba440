"""The dialogs that come with the bot, one file for each thing that people do."""

from __future__ import annotations

from .. import organising
from ..flow import Flow
from ..ideas import flows as ideas
from ..talks import flows as talks
from . import alerts, events
from .consent import CONSENTS, CONTACT, WELCOME
from .information import ABOUT, INFORMATION, PRIVACY
from .invitations import INVITATIONS, JOIN, NO_INVITATIONS, NOT_NOW
from .language import LANGUAGE, SIMPLE
from .linking import LINK_CODE, LINK_ENTER, LINKING, UNLINK
from .menu import FURTHER, MENU, SETTINGS, SURVEYS
from .my_data import FORGET_ME, MY_DATA
from .residence import RESIDENCE
from .results import RESULTS, VIEWS
from .silence import KEEP_ALL

FLOWS: tuple[Flow, ...] = (
    WELCOME,
    CONTACT,
    CONSENTS,
    JOIN,
    NOT_NOW,
    NO_INVITATIONS,
    INVITATIONS,
    MENU,
    FURTHER,
    SURVEYS,
    RESULTS,
    *VIEWS,
    SETTINGS,
    INFORMATION,
    PRIVACY,
    ABOUT,
    LANGUAGE,
    SIMPLE,
    MY_DATA,
    FORGET_ME,
    KEEP_ALL,
    *events.FLOWS,
    *alerts.FLOWS,
    *ideas.FLOWS,
    *talks.FLOWS,
    LINKING,
    LINK_CODE,
    LINK_ENTER,
    UNLINK,
    RESIDENCE,
    *organising.FLOWS,
)
