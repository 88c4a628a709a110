"""What ``data/`` promises, and the proof that it keeps it."""
