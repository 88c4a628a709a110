"""Who lives where: inhabitants, priority populations, the economy around them."""
