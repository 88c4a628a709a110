"""Charts, each with its table."""
