"""`gridcase definition`: workflows checked and shown, published or in a folder."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from tests.engine.hall import OPENING, changed_city
from workflow.engine.initialise import initialise
from workflow.settings import SHIPPED

INVALID = Path(__file__).parents[1] / "data/definitions/invalid"


def run(*arguments: str, language: str = "en", database: str = "none.db") -> Result:
    options = ["--database", database, "--language", language]
    return CliRunner().invoke(cli, [*options, "definition", *arguments])


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """A folder with nothing in it but a workflow with ten mistakes."""
    workflows = tmp_path / "mistaken" / "workflows"
    workflows.mkdir(parents=True)
    shutil.copy(INVALID / "ten-mistakes.yaml", workflows / "small.yaml")
    return workflows.parent


def test_the_shipped_city_has_no_errors() -> None:
    answer = run("check")

    assert answer.exit_code == 0
    assert "error" not in answer.stdout
    assert answer.stderr.startswith(
        "city-case, department-task: errors 0, other findings "
    )
    assert run("check", language="zh").stderr.startswith(
        "city-case, department-task：0 处错误"
    )


def test_a_district_without_its_judge_is_an_error(tmp_path: Path) -> None:
    held = (
        "      - {post: arbiter, of: government_220102, since: 2024-01-01, "
        "substitute: qiu_jing}\n"
    )
    people = {"organisation/people.yaml": (held, "")}
    folder = changed_city(tmp_path / "city", people)

    answer = run("check", str(folder))

    (line,) = [each for each in answer.stdout.splitlines() if "error" in each]
    assert answer.exit_code == 1
    assert line == (
        "error: ladders/default.yaml:16:12 levels[1].judge: nobody was ever appointed "
        "arbiter of government_220102; appoint somebody in people.yaml"
    )


def test_ten_mistakes_are_ten_findings(mistaken: Path) -> None:
    before = (mistaken / "workflows" / "small.yaml").read_bytes()

    answer = run("check", str(mistaken))

    lines = [each for each in answer.stdout.splitlines() if "workflows/" in each]
    expected = (INVALID / "ten-mistakes.txt").read_text()
    assert answer.exit_code == 1
    assert lines == expected.replace("ten-mistakes", "workflows/small").splitlines()
    assert len(lines) == 10
    assert (mistaken / "workflows" / "small.yaml").read_bytes() == before
    assert [path.name for path in mistaken.iterdir()] == ["workflows"]


def test_findings_in_json_have_place_and_remedy(mistaken: Path) -> None:
    answer = run("check", str(mistaken), "--json")

    found = [each for each in json.loads(answer.stdout) if "workflows/" in each["file"]]
    assert answer.exit_code == 1
    assert len(found) == 10
    assert found[0]["line"] == 3
    assert found[0]["remedy"] == 'did you mean "calendar"?'


def test_a_database_lists_what_is_published(tmp_path: Path) -> None:
    database = str(tmp_path / "city.db")
    initialise(database, SHIPPED, "setup", lambda: OPENING)

    english = run("list", database=database)
    chinese = run("list", database=database, language="zh")
    found, _ = json.loads(run("list", "--json", database=database).stdout)

    row = f"city-case\t{found['digest'][:12]}"
    assert english.stdout.splitlines()[1:2] == [
        f"{row}\tpublished\t2026-06-08 08:00\tsetup\t0"
    ]
    assert chinese.stdout.splitlines()[1:2] == [
        f"{row}\t已发布\t2026-06-08 08:00\tsetup\t0"
    ]
    assert (found["status"], found["open_cases"]) == ("published", 0)
    assert found["published_at"] == "2026-06-08T00:00:00.000000Z"


def test_a_folder_is_listed_where_it_is_named() -> None:
    answer = run("list", "--definitions", str(SHIPPED))

    assert answer.stdout.splitlines()[1].startswith("city-case\t")
    assert "City management case" in answer.stdout
    assert answer.stderr == ""


def test_without_a_database_the_shipped_are_listed(tmp_path: Path) -> None:
    answer = run("list", database=str(tmp_path / "none.db"), language="zh")

    assert "没有 gridcase 数据库；请先运行 gridcase init。" in answer.stderr
    assert "城市管理案件" in answer.stdout
    assert not (tmp_path / "none.db").exists()


def test_a_workflow_is_shown_in_both_languages() -> None:
    english, chinese = run("show", "city-case"), run("show", "city-case", language="zh")

    assert "▸ accept  Accept → handling  [coordinator of owner]" in english.stdout
    assert "▸ accept  接收 → handling  [coordinator of owner]" in chinese.stdout
    assert json.loads(run("show", "city-case", "--json").stdout)


def test_clocks_rungs_and_approvals_are_shown_too() -> None:
    shown = run("show", "city-case").stdout

    assert "approval: extension" in shown
    assert "clock department  The department's own time" in shown
    assert "condition.limit · from assigned · per owner" in shown
    assert "⏰ urge: overdue  urging  [raise yellow, notify head of owner]" in shown
    assert "⏰ nag: 1 work hour after every 2 work hours x3" in shown
    assert "approval extension  Extension" in shown
    assert "adds 100% of limit to department, promise" in shown
    assert "messages: asked: please_decide, granted: request_granted" in shown
    order = [
        shown.index(f"⏰ {name}:") for name in ("supervise", "red_card", "bulletin")
    ]
    assert order == sorted(order)


def test_an_unknown_workflow_is_told_with_those_known() -> None:
    english, chinese = run("show", "nope"), run("show", "nope", language="zh")

    assert (english.exit_code, chinese.exit_code) == (1, 1)
    assert (
        "There is no workflow nope; there are: city-case, department-task."
        in english.stderr
    )
    assert "没有流程 nope；现有：city-case, department-task。" in chinese.stderr


def test_a_schema_goes_by_its_short_name() -> None:
    kinds = run("schema").stdout.split()

    assert "workflow" in kinds
    for kind in kinds:
        written = (SHIPPED / "schema" / f"{kind}.schema.json").read_text()
        assert run("schema", kind).stdout == written
        assert run("schema", f"{kind}.schema.json").stdout == written


def test_an_unknown_schema_is_told_as_usage() -> None:
    english, chinese = run("schema", "nope"), run("schema", "nope", language="zh")

    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert "There is no schema nope; there are: workflow" in english.stderr
    assert "没有格式 nope；现有：workflow" in chinese.stderr
