"""All that a reader sees: a folder a screen, and rooms for what two screens or more need."""
