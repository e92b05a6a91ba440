"""Telegram's Bot API, by long polling or webhook; what it can and cannot do: https://core.telegram.org/bots/api."""

import os

# Waiting times as timedelta, as they will be in the library's next version; read when it loads.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from .platform import Limits, Telegram
from .webhook import Webhook, secret_of

__all__ = ["Limits", "Telegram", "Webhook", "secret_of"]
