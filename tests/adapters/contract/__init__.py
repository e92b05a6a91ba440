"""What the bot relies on, whatever the platform: every adapter has to pass all of this.

For a new one: a `Ground` that brings the platform and people who use it, and a class of tests that
inherits from `Contract` and has a fixture `ground`. What a platform cannot do stands in `lacks`,
with the reason; the tests about it are skipped by that name.
"""

from .answering import Answering
from .ground import Ear, Ground, Trouble, together
from .hearing import Hearing
from .saying import Saying
from .trouble import Troubles


class Contract(Hearing, Saying, Answering, Troubles):
    """All of it."""


__all__ = ["Contract", "Ear", "Ground", "Trouble", "together"]
