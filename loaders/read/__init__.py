"""Reading producers' files line by line, refusing what cannot be trusted."""
