"""Lists of poles as people keep them: any usual file, read row by row and placed."""
