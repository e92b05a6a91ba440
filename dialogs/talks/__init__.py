"""Talks: residents write with a person of an association, and neither learns who the other is."""
