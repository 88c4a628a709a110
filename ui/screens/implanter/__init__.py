"""What only the screen *Implanter* uses."""
