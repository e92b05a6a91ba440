"""A real Synapse on this machine, and residents who use a client of their own."""
