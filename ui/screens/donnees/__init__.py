"""What only the screen *Données et méthode* uses."""
