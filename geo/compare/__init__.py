"""Territories beside each other: what differs, by how much, and what chance explains."""
