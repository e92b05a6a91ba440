"""The dialogs that come with the bot, one file for each thing that people do."""

from __future__ import annotations

from .. import organising
from ..flow import Flow
from .consent import CONSENTS, CONTACT, WELCOME
from .information import ABOUT, INFORMATION, PRIVACY
from .invitations import INVITATIONS, JOIN, NO_INVITATIONS, NOT_NOW
from .language import LANGUAGE, SIMPLE
from .menu import MENU, RESULTS, SETTINGS, SURVEYS
from .my_data import FORGET_ME, MY_DATA
from .residence import RESIDENCE

FLOWS: tuple[Flow, ...] = (
    WELCOME,
    CONTACT,
    CONSENTS,
    JOIN,
    NOT_NOW,
    NO_INVITATIONS,
    INVITATIONS,
    MENU,
    SURVEYS,
    RESULTS,
    SETTINGS,
    INFORMATION,
    PRIVACY,
    ABOUT,
    LANGUAGE,
    SIMPLE,
    MY_DATA,
    FORGET_ME,
    RESIDENCE,
    *organising.FLOWS,
)
