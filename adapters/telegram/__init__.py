"""Telegram's Bot API, by long polling or webhook; what it can and cannot do: https://core.telegram.org/bots/api."""

from .platform import Limits, Telegram
from .webhook import Webhook, secret_of

__all__ = ["Limits", "Telegram", "Webhook", "secret_of"]
