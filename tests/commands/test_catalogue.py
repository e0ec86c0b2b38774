"""A foreign standard is taken over row by row, and nothing is guessed."""

import json
from pathlib import Path

from click.testing import CliRunner

from cli import cli

HEAD = (
    "code,name_zh,class,department,register_condition,time_limit,unit,close_condition"
)
GOOD = "C0101,上水井盖,component,水务,缺失,2,urgent_hour,恢复"
UNREADABLE = "C0101,上水井盖,component,水务,破损,2,banana,更换"


def test_each_row_is_imported_or_refused_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "standard.csv"
    file.write_text(f"{HEAD}\n{GOOD}\n{UNREADABLE}\n")

    result = CliRunner().invoke(cli, ["catalogue", "import", str(file), "--json"])

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [row["limit"] for row in answer["imported"]] == ["2 hours"]
    assert [row["unit"] for row in answer["refused"]] == ["banana"]
    assert "banana" in answer["refused"][0]["reasons"][0]["en"]


def test_a_file_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "standard.csv"
    file.write_text("code;name\n")

    result = CliRunner().invoke(cli, ["catalogue", "import", str(file)])

    assert result.exit_code == 1
    assert "no table of categories" in result.stderr
