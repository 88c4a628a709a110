"""What only the screen *Chronologie* uses."""
