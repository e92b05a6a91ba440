"""Tests of what is stored, on both databases."""
