"""Stand-ins for what cannot be reached: strict, on loopback, and without any code of ours."""
