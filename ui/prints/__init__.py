"""The buttons and sheets that a reader prints."""
