"""Outlines, points and pictures of territories."""
