"""The dialogs of organisers: who they are, and what they write, send and answer."""

from __future__ import annotations

from ..flow import Flow
from .dashboard import DASHBOARD, POSTERS
from .desk import (
    BARRED,
    DESK,
    LAST_ADMIN,
    NO_INVITE,
    NO_SUCH_LINK,
    ORGANISE,
    PROTOCOL,
    TOO_LONG_NAME,
)
from .events import FLOWS as EVENTS
from .feeds import FLOWS as FEEDS
from .filing import AS_FILE, IMPORT
from .following import FOLLOWING
from .groups import FOUND, GROUPS, PROFILE
from .idea_months import FLOWS as IDEA_MONTHS
from .ideas import FLOWS as IDEAS
from .members import INVITE, JOINING, MEMBER, MEMBERS
from .moderating import MODERATING
from .publishing import CLOSE, ENDS, FIXED, LINKS, MANAGE, PREVIEW, PUBLISH, RESULT
from .releasing import RELEASE
from .rooms import FLOWS as ROOMS
from .sending import FLOWS as SENDING
from .talks import FLOWS as TALKS
from .writing import ADD, DRAFT_PAGE, OWN, QUESTION_PAGE, QUESTIONS, SETUP, TEXTS, WRITE

FLOWS: tuple[Flow, ...] = (
    ORGANISE,
    DESK,
    PROTOCOL,
    MEMBERS,
    MEMBER,
    INVITE,
    JOINING,
    GROUPS,
    FOUND,
    PROFILE,
    BARRED,
    NO_INVITE,
    LAST_ADMIN,
    NO_SUCH_LINK,
    TOO_LONG_NAME,
    *IDEAS,
    *IDEA_MONTHS,
    OWN,
    WRITE,
    IMPORT,
    AS_FILE,
    DRAFT_PAGE,
    ADD,
    QUESTIONS,
    QUESTION_PAGE,
    TEXTS,
    SETUP,
    PREVIEW,
    PUBLISH,
    MANAGE,
    RESULT,
    LINKS,
    ENDS,
    CLOSE,
    *MODERATING,
    DASHBOARD,
    POSTERS,
    RELEASE,
    FOLLOWING,
    *FIXED,
    *SENDING,
    *EVENTS,
    *FEEDS,
    *ROOMS,
    *TALKS,
)
