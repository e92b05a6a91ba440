"""The platforms: each adapter turns its events into what was heard, and messages into its own."""
