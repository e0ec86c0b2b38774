"""Files lie under their digest, are written whole, and are checked when read."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.store.stored import FIRST, StoredPlay, publish
from workflow.domain.decision import Attachment
from workflow.errors import MissingContentError
from workflow.store import attachments
from workflow.store.attachments import FileStore
from workflow.store.database import Database

PHOTO = b"\xff\xd8 a photo of a cover"
DIGEST = sha256(PHOTO).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_content_is_found_under_its_digest(store: FileStore) -> None:
    assert store.put(PHOTO) == DIGEST
    assert store.get(DIGEST) == PHOTO


def test_same_content_is_kept_once(store: FileStore, tmp_path: Path) -> None:
    store.put(PHOTO)
    store.put(PHOTO)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [DIGEST]


def test_failed_write_leaves_nothing_behind(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space left"):
        store.put(PHOTO)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_missing_content_is_one_clear_error(store: FileStore) -> None:
    with pytest.raises(MissingContentError, match=f"attachment {DIGEST[:12]} is not"):
        store.get(DIGEST)


def test_changed_content_is_not_handed_out(store: FileStore, tmp_path: Path) -> None:
    store.put(PHOTO)
    (path,) = tmp_path.rglob(DIGEST)
    path.write_bytes(b"another photo")

    with pytest.raises(MissingContentError, match="was changed there"):
        store.get(DIGEST)


def test_orphans_are_files_that_nothing_names(store: FileStore) -> None:
    other = store.put(b"kept by nobody")
    store.put(PHOTO)

    assert store.orphans([DIGEST]) == [other]
    store.remove(other)
    store.remove(other)
    assert store.orphans([DIGEST]) == []


def test_empty_folder_has_no_orphans(store: FileStore) -> None:
    assert store.orphans([]) == []


def test_files_of_a_case_read_back(database: Database) -> None:
    publish(database)
    play = StoredPlay(database)
    given = tuple(
        Attachment(
            entry=1,
            field="photos",
            position=position,
            digest=DIGEST,
            media_type="image/jpeg",
            size=len(PHOTO),
            name=f"{position}.jpg",
        )
        for position in range(2)
    )
    play.write(replace(play.decide_report(), attachments=given))

    with database.reading() as connection:
        assert tuple(attachments.of_case(connection, FIRST)) == given
        assert attachments.named_digests(connection) == {DIGEST}
