"""Posters that lead to a survey: what is printed on them, and how many came by each."""
