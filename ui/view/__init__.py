"""The view of one reader, its link and its choices."""
