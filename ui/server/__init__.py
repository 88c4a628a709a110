"""The server around the screens: routes, headers, start, incidents, navigation."""
