"""What only the screen *Couverture* uses."""
