"""What a home server's refusals mean for a post."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import ClientError

from ..adapter import Rejected, RetryLater, Unreachable

AWAY = (ClientError, TimeoutError, OSError)
"""What a network fails with; an OSError is a refused connection, say."""
BARRED = timedelta(minutes=1)
"""How long to wait with all posts while the account is not accepted."""
UNKNOWN_TOKEN = "M_UNKNOWN_TOKEN"  # noqa: S105 - a refusal
_BARRED = (
    UNKNOWN_TOKEN,
    "M_MISSING_TOKEN",
    "M_USER_LOCKED",
    "M_USER_SUSPENDED",
    "M_USER_DEACTIVATED",
    "M_CONSENT_NOT_GIVEN",
    "M_RESOURCE_LIMIT_EXCEEDED",
)
_NOBODY = ("", "M_UNRECOGNIZED")
"""What a proxy says that does not find the server."""
_GONE = ("M_FORBIDDEN", "M_NOT_FOUND", "M_GUEST_ACCESS_FORBIDDEN")


class Refused(Exception):
    """The server has answered, and not what was asked for.

    `after` is how long it wants a rest, `session` names an exchange in which it wants to be
    shown once more who asks. `soft` says that only a token is gone, and not the device.
    """

    def __init__(
        self,
        status: int,
        code: str,
        after: timedelta | None = None,
        session: str = "",
        soft: bool = False,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.after = after
        self.session = session
        self.soft = soft

    @property
    def barred(self) -> bool:
        """Whether the account may do nothing any more, as long as nobody helps it."""
        return self.code in _BARRED


def blame(error: Exception) -> Exception:
    """RetryLater, Unreachable, Rejected, or an OSError for a network that fails.

    A transaction says nothing twice, so it is no matter whether the server has got the request.
    """
    match error:
        case Refused(after=timedelta() as after):
            return RetryLater(after, gap=after)
        case Refused(barred=True):
            return RetryLater(BARRED)
        case Refused(code=code) if code in _GONE:
            return Unreachable()
        case Refused(status=status, code=code) if status >= 500 or code in _NOBODY:
            return ConnectionError(str(error))
        case Refused():
            return Rejected(str(error))
        case _:
            return ConnectionError(type(error).__name__)
