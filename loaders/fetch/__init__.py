"""Getting the producers' files: downloads, packages, wheels."""
