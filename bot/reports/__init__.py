"""Results that go out as files, each with its code book and how it came about."""
