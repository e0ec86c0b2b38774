"""`gridcase replay` at the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from workflow.settings import SHIPPED

SAMPLE = Path(__file__).parents[1] / "data/replay/boston311_sample.csv"
MAPPING = SHIPPED / "replays/boston311.yaml"


def run(folder: Path, *arguments: str, mapping: Path = MAPPING) -> Result:
    database = str(folder / "replay.db")
    return CliRunner().invoke(
        cli,
        [
            *("replay", str(SAMPLE), "--mapping", str(mapping)),
            *("--database", database, *arguments),
        ],
    )


def test_a_replay_makes_its_database_and_answers_in_json(tmp_path: Path) -> None:
    answer = run(tmp_path, "--json")

    found = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert found["source"] == "boston311"
    assert (found["cases"], found["refused"]) == (30, 10)
    assert (found["with_target"], found["due_within_5_min"]) == (26, 22)
    assert (found["verdicts"], found["verdicts_agreeing"]) == (25, 24)
    assert found["steps"] == found["new_steps"] == 85
    assert found["steps_per_second"] > 0


def test_a_second_replay_answers_the_same_figures(tmp_path: Path) -> None:
    first = json.loads(run(tmp_path, "--json").stdout)

    again = json.loads(run(tmp_path, "--json").stdout)

    of_the_run = {"skipped", "seconds", "steps_per_second"}
    of_the_run |= {"new_cases", "new_steps", "new_rungs"}
    assert {key: again[key] for key in first.keys() - of_the_run} == {
        key: first[key] for key in first.keys() - of_the_run
    }
    assert (again["skipped"], again["new_steps"]) == (30, 0)


def test_refused_rows_lie_beside_the_database(tmp_path: Path) -> None:
    answer = run(tmp_path)

    beside = tmp_path / "replay.refused.csv"
    assert len(beside.read_text(encoding="utf-8").splitlines()) == 11
    assert f"10 行被拒，见 rows were refused, see {beside}" in answer.stderr


def test_refused_rows_lie_where_they_are_wanted(tmp_path: Path) -> None:
    wanted = tmp_path / "elsewhere.csv"

    run(tmp_path, "--refused", str(wanted), "--limit", "32")

    assert "900031" in wanted.read_text(encoding="utf-8")


def test_people_get_a_table_and_pipes_no_progress(tmp_path: Path) -> None:
    answer = run(tmp_path, "--limit", "5")

    assert "结论一致 Same verdict\t5" in answer.stdout
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--limit", "0"], "0 is not in the range x>=1", id="limit"),
        pytest.param(["--mapping", "none.yaml"], "does not exist", id="mapping"),
    ],
)
def test_a_wrong_option_is_told(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    answer = run(tmp_path, *arguments)

    assert answer.exit_code == 2
    assert sentence in answer.stderr


def test_a_wrong_mapping_is_told_with_its_lines(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("replay: boston311\n", encoding="utf-8")

    answer = run(tmp_path, mapping=mapping)

    assert answer.exit_code == 1
    assert 'mapping.yaml:1:1: the key "workflow" is missing' in answer.stderr
    assert not (tmp_path / "replay.db").exists()
