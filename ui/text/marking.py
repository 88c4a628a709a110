"""Marking a French sentence where nothing can translate it yet: data that knows no Streamlit."""


def mark(message: str) -> str:
    """Return a French sentence unchanged, marked for translation where it is shown later."""
    return message


N_ = mark
