"""The real process on a real home server."""
