"""Announcements to many people: when they may go out, and getting them into the outbox."""
