"""One folder a screen, named like its address."""
