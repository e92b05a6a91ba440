"""By what rules a talk can be ended for good, and how much of it there may be."""

RULES = ("insult", "advertising", "flood")
LONGEST = 1000
"""Characters of one thing said in a talk."""
WAITING = 10
"""Things that a resident may say before somebody answers."""
AGAIN = 5
"""How often a talk can be opened again."""
A_WEEK = 5
"""Talks that a person may begin in seven days."""
