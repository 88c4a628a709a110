"""Marking a French sentence where nothing can translate it yet: data that knows no Streamlit."""


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know the mark
    """Return a French sentence unchanged, marked for translation where it is shown later."""
    return message
