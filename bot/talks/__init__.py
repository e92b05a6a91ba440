"""Talks: what their dialogs ask to know and have done, and who is told what was said."""
