"""Files given with steps: what is taken, what is not, and what is left behind."""

from pathlib import Path

import pytest

from tests.engine.hall import PIXEL, Hall
from workflow.domain.blockers import BlockerCode
from workflow.engine import attach as attaching
from workflow.engine.attach import MAX_BYTES, attach
from workflow.errors import UnreadableFileError
from workflow.store import attachments


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cover.txt"
    path.write_bytes(PIXEL)
    return path


def test_content_decides_what_a_file_is(sqlite_hall: Hall, photo: Path) -> None:
    record = attach(sqlite_hall.runtime, photo)

    assert (record["media_type"], record["size"], record["name"]) == (
        "image/png",
        len(PIXEL),
        "cover.txt",
    )
    assert sqlite_hall.runtime.files.get(str(record["digest"])) == PIXEL


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has 0 bytes; 1 to 20971520 are allowed."),
        (b"x" * (MAX_BYTES + 1), "has 20971521 bytes; 1 to 20971520 are allowed."),
        (b"not a photo at all", "neither a photo nor a known kind of document."),
    ],
    ids=["empty", "too large", "a text that is called a photo"],
)
def test_a_file_that_is_no_photo_is_refused(
    sqlite_hall: Hall, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError) as refused:
        attach(sqlite_hall.runtime, path)

    assert refused.value.en.startswith("The file cover.jpg cannot be attached: ")
    assert refused.value.en.endswith(says)
    assert refused.value.zh.startswith("文件 cover.jpg 不能作为附件：")
    assert sqlite_hall.runtime.files.orphans([]) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.png", "No such file or directory"), ("", "Is a directory")],
    ids=["missing", "a folder"],
)
def test_a_path_without_a_file_is_refused(
    sqlite_hall: Hall, tmp_path: Path, name: str, reason: str
) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        attach(sqlite_hall.runtime, tmp_path / name)


def test_a_document_is_no_photo(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    plan = sqlite_hall.photos("plan.pdf", b"%PDF-1.7\n%%EOF\n")

    codes = sqlite_hall.blockers("周敏", "note", reason="图纸", photos=plan)

    assert codes == [BlockerCode.BAD_FIELD]


def test_a_record_without_its_parts_is_no_file(sqlite_hall: Hall) -> None:
    sqlite_hall.report()

    codes = sqlite_hall.blockers(
        "周敏", "note", reason="照片", photos=[{"digest": "0" * 64}]
    )

    assert codes == [BlockerCode.BAD_FIELD]


def test_ten_photos_are_one_too_many(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    photos = sqlite_hall.photos() * 10

    codes = sqlite_hall.blockers("周敏", "note", reason="照片", photos=photos)

    assert codes == [BlockerCode.BAD_FIELD]


def test_history_keeps_the_digest_of_a_photo(hall: Hall) -> None:
    hall.report()
    hall.later(minutes=1)
    record = hall.photos()[0]
    assert isinstance(record, dict)

    case = hall.does("周敏", "note", reason="现场", photos=[record])

    assert case.facts["photos"] == [record["digest"]]
    assert str(record["digest"]) in str(hall.entries()[-1].effects)
    with hall.runtime.database.reading() as connection:
        kept = attachments.of_case(connection, hall.number)
    assert [(each.entry, each.field, each.digest) for each in kept] == [
        (2, "photos", record["digest"])
    ]


def test_a_file_that_no_step_names_is_an_orphan(hall: Hall) -> None:
    hall.report()
    used = hall.photos()
    hall.does("周敏", "note", reason="现场", photos=used)
    refused = hall.photos("other.png", PIXEL + b"\0")
    hall.blockers("周敏", "finish", result="好", photos=refused)

    with hall.runtime.database.reading() as connection:
        named = attachments.named_digests(connection)
    record = refused[0]
    assert isinstance(record, dict)
    assert hall.runtime.files.orphans(named) == [record["digest"]]


def test_the_bound_leaves_room_for_a_phone_s_photo() -> None:
    assert attaching.MAX_BYTES >= 8 * 1024 * 1024
