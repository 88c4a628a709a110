"""One module for each official source."""
