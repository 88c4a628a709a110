"""What only the screen *Carte* uses."""
