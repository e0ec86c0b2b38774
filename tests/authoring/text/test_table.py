"""A table is read into rows, and what is wrong with it is said all at once."""

import pytest

from workflow.authoring.text.findings import line_of
from workflow.authoring.text.table import Table, read_table


def read(content: str | bytes) -> tuple[Table | None, list[str]]:
    table, findings = read_table(content, "t.csv", ("code", "name"), ("note",))
    return table, [line_of(finding) for finding in findings]


def test_rows_know_the_line_on_which_they_begin() -> None:
    table, findings = read('code,name\n1,"two\nlines"\n\n 2 , x \n')

    assert findings == []
    assert table is not None
    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (2, {"code": "1", "name": "two\nlines"}),
        (5, {"code": "2", "name": "x"}),
    ]


def test_columns_may_stand_in_any_order() -> None:
    table, _ = read("\ufeffnote,name,code\nn,x,1\n".encode())

    assert table is not None
    assert table.rows[0].cells["code"] == "1"


def test_a_cell_is_placed_by_line_and_number() -> None:
    table, _ = read("code,name\n1,x\n")

    assert table is not None
    place = table.place(2, "name")
    assert (place.position.line, place.position.column, place.path) == (2, 2, "name")
    assert table.place(2, "other").position.column == 1


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        pytest.param(
            "", ["t.csv:1:1: the table is empty; write a header row first"], id="empty"
        ),
        pytest.param(
            b"code,name\n1,\xff\n",
            ["t.csv:2:1: byte 0xFF is not UTF-8; save the table in the encoding UTF-8"],
            id="not UTF-8",
        ),
        pytest.param(
            "code,nam,nam\n",
            [
                't.csv:1:2: the column "nam" is not known; did you mean "name"?',
                't.csv:1:3: the column "nam" is not known; did you mean "name"?',
                't.csv:1:1: the column "name" is missing; the columns are: code, name',
            ],
            id="wrong header",
        ),
        pytest.param(
            "code,name,code\n",
            ['t.csv:1:3: the column "code" stands here twice; keep one of the two'],
            id="column twice",
        ),
    ],
)
def test_a_header_that_cannot_be_used_gives_no_table(
    content: str | bytes, sentences: list[str]
) -> None:
    assert read(content) == (None, sentences)


def test_a_row_with_too_many_cells_is_left_out() -> None:
    table, findings = read("code,name\n1,x,y\n2,z\n")

    assert findings == [
        (
            "t.csv:2:1: this row has 3 cells, but the header has 2; "
            "put a cell that contains a comma in quotes"
        )
    ]
    assert table is not None
    assert [row.line for row in table.rows] == [3]


def test_reading_stops_at_a_quote_left_open() -> None:
    table, findings = read('code,name\n1,x\n2,"y\n')

    assert table is not None
    assert [row.line for row in table.rows] == [2]
    assert [finding.partition(" (")[0] for finding in findings] == [
        "t.csv:3:1: this row cannot be read"
    ]


def test_findings_come_in_the_order_of_the_file() -> None:
    _, findings = read_table('code,name\n1\n2,"y\n', "t.csv", ("code", "name"))

    assert [finding.line for finding in findings] == [2, 3]
