"""Files made for a reader stay until the browser has fetched them.

Streamlit forgets such a file at the end of the second run of anybody after it was made, which on a
busy server comes before a slow line has asked for it: the reader would save a page of error.
"""

import time
from typing import Final

from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileMetadata

# A browser asks for the file as soon as it is told its address.
KEPT_S: Final = 20.0


class Made(MediaFileMetadata):
    """What is known of a file; marked for deletion, it stays a while."""

    marked: float | None = None

    def mark_for_delete(self) -> None:
        """Note when nobody named it any more."""
        if self.marked is None:
            self.marked = time.monotonic()

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether it may go: a while after it was marked."""
        return self.marked is not None and time.monotonic() - self.marked > KEPT_S


def keep_made_files() -> None:
    """Have every file that is made from now on stay for `KEPT_S` seconds."""
    media_file_manager.MediaFileMetadata = Made  # type: ignore[misc]
