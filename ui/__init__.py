"""What the screens share: language, text, numbers, maps, tables and downloads."""
