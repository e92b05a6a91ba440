"""Trouble with the server or the account: told in the log once, and when it is over."""

from __future__ import annotations

import logging

from ..adapter import TryAgain
from .account import NoWayIn
from .errors import UNKNOWN_TOKEN, Refused
from .shelf import InUse

log = logging.getLogger(__name__)


class Trouble:
    def __init__(self) -> None:
        self._now = ""

    def told(self, error: Exception) -> None:
        kind = str(error) if isinstance(error, Refused) else type(error).__name__
        if kind == self._now:
            return
        self._now = kind
        match error:
            case NoWayIn():
                log.error("no password and no token: set matrix.password, or matrix.token")
            case InUse():
                log.error("another process is this device; it has to end first")
            case Refused(code=code) if code == UNKNOWN_TOKEN:
                log.error("the server has logged the bot out: revierstimme matrix reset-device")
            case Refused(barred=True):
                log.error("the server does not accept the account (%s)", kind)
            case TryAgain():
                pass  # whoever keeps what is heard has said so
            case _:
                log.warning("the server cannot be used (%s), waiting for it", kind)

    def over(self) -> None:
        if self._now:
            log.info("the server is reached again")
            self._now = ""


def needs_help(error: Exception) -> bool:
    """Whether it takes somebody to end it."""
    return isinstance(error, (NoWayIn, InUse)) or (isinstance(error, Refused) and error.barred)
