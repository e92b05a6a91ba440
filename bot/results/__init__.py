"""Results that can be trusted: counted, gated and never without how they came about."""
