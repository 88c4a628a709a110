"""Whom the poles reach, and who is left out."""
