"""A file made for a reader outlives the runs of others, then goes."""

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui.server import made


def test_made_file_outlives_the_runs_of_others_then_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", made.MediaFileMetadata)
    made.keep_made_files()
    storage = MemoryMediaFileStorage("/media")
    files = MediaFileManager(storage)
    button = files.add_deferred(lambda: b"a sheet", "application/pdf", "1.2", "a.pdf")
    address = files.execute_deferred(button)
    name = address.rpartition("/")[2]
    for _run_of_somebody in range(5):
        files.remove_orphaned_files()
    assert storage.get_file(name).content == b"a sheet"
    monkeypatch.setattr(made, "KEPT_S", -1.0)
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)
