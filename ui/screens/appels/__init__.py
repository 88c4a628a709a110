"""What only the screen *Appels* uses."""
