"""Broadcasts from the chat: what organisers see before, have done, and are told while it runs."""
