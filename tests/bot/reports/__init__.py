"""Tests of results that go out as files."""
