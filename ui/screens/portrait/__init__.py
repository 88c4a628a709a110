"""What only the screen *Portrait* uses."""
