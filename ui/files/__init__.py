"""What a reader takes away: tables, workbooks, maps, with their provenance."""
