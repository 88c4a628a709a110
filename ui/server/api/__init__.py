"""``/api/v1``: the questions of ``python -m geo`` by address, for other machines."""
