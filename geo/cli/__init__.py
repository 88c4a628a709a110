"""The command line: one file a command, the same figures as the screens."""
