"""The register kept elsewhere: a published CSV, or a table of PostgreSQL."""
