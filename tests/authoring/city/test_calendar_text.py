"""A calendar that was written as YAML is read as the same calendar again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.small_city import CALENDAR, a_folder
from workflow.authoring.city.calendar_text import calendar_text
from workflow.authoring.city.calendars import CalendarDocument
from workflow.authoring.city.folder import read_calendars, read_city
from workflow.authoring.city.ranges import days_of, days_text
from workflow.authoring.city.shape import fit
from workflow.authoring.text.findings import has_errors
from workflow.authoring.text.letters import UNSEEN
from workflow.authoring.text.source import read

DEFINITIONS = Path(__file__).parents[3] / "definitions"
FULL = CalendarDocument.model_validate(
    {
        "calendar": "full",
        "zone": "America/Argentina/Buenos_Aires",
        "work_day": "same time",
        "week": {"mon-thu": ["08:30-12:00"], "fri": ["00:00-24:00"]},
        "hours_between": [
            {"from": "11-01", "to": "03-31", "week": {"sat": ["09:00-12:00"]}}
        ],
        "dates": {"2026-06-09": [], "2026-06-10": ["09:00-12:00"]},
        "published": ["2026", "2027"],
        "source": 'a: "b" # c, {d} [e] - 通知',
        "holidays": {"2026": ["01-01..01-03"], "2027": ["01-01"]},
        "make_up": {"2026": ["01-04"]},
        "notices": {
            "2027": {
                "papers": ["https://city.example/2027", "《通知》 (no. 7)"],
                "digest": "0" * 64,
                "imported_at": datetime(2026, 11, 25, 9, 30, 5, 12, tzinfo=UTC),
                "imported_by": "zhou_min",
            }
        },
    }
)


def reread(document: CalendarDocument) -> CalendarDocument:
    root, findings = read(calendar_text(document), "calendar.yaml")
    assert findings == []
    assert root is not None
    again, misfits = fit(CalendarDocument, root, "calendar.yaml")
    assert misfits == []
    assert again is not None
    return again


@pytest.mark.parametrize("folder", ["", "examples/boston311"])
def test_shipped_calendars_come_back(folder: str) -> None:
    documents, _ = read_calendars(DEFINITIONS / folder)
    assert documents is not None

    for document in documents.calendars.values():
        assert reread(document) == document


def test_every_key_comes_back() -> None:
    empty = {name for name, value in FULL if not value}

    assert empty == set()
    assert reread(FULL) == FULL


VISIBLE = st.text(min_size=1, max_size=40).filter(
    lambda text: text.isprintable() and not UNSEEN.search(text)
)


@given(source=VISIBLE, paper=VISIBLE, who=VISIBLE)
def test_whatever_a_source_is_called_comes_back(
    source: str, paper: str, who: str
) -> None:
    notice = {"papers": [paper], "imported_by": who}
    values = {**FULL.model_dump(by_alias=True), "source": source}
    document = CalendarDocument.model_validate({**values, "notices": {"2027": notice}})

    assert reread(document) == document


@given(st.sets(st.dates(date(2024, 1, 1), date(2024, 12, 31))))
def test_days_come_back_from_their_ranges(days: set[date]) -> None:
    texts = days_text(days)

    read_again = [day for text in texts for day in days_of(2024, text)]
    assert read_again == sorted(days)


def test_ranges_are_as_few_as_can_be() -> None:
    days = [date(2026, 1, day) for day in (9, 1, 3, 2, 2)]

    assert days_text(days) == ["01-01..01-03", "01-09"]


def test_what_was_written_passes_the_check(tmp_path: Path) -> None:
    documents, _ = read_calendars(DEFINITIONS)
    assert documents is not None
    text = calendar_text(documents.calendars["changchun"])

    found, findings = read_city(a_folder(tmp_path, {CALENDAR: text}))

    assert not has_errors(findings)
    assert found is not None
    assert found.calendars == documents
