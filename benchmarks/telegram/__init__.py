"""Whole bots on Telegram, against a loopback Bot API server in another process."""
