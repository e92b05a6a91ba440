"""Matrix, by the client-server API: https://spec.matrix.org/latest/client-server-api/."""

from .account import Account
from .platform import Limits, Matrix

__all__ = ["Account", "Limits", "Matrix"]
