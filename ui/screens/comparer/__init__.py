"""What only the screen *Comparer* uses."""
