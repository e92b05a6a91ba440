"""Matrix, by the client-server API: https://spec.matrix.org/latest/client-server-api/."""
