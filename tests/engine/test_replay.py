"""A city's own log drives the engine, once and for all, and is compared with it."""

import csv
import gzip
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, Table, func, select

from workflow.authoring.replays.mapping import read_mapping
from workflow.engine.replay import Replay, Replayed, mapping_of, replay
from workflow.engine.replaying.figures import Figures
from workflow.engine.replaying.ground import fill
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.verify import verify
from workflow.errors import MappingRefusedError, UnreadableLogError
from workflow.now import now
from workflow.settings import SHIPPED, Settings
from workflow.store.tables import cases, firing, history, message, source_step

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests/data/replay/boston311_sample.csv"
MAPPING = SHIPPED / "replays/boston311.yaml"
BOSTON = SHIPPED / "examples/boston311"
REAL = ROOT.parent / "shared/data/boston311_2015_h1.csv.gz"

SAID = Figures(
    cases=30,
    with_target=26,
    due_near=22,
    verdicts=25,
    verdicts_agreeing=24,
    owners=30,
    owners_agreeing=27,
    out_of_order=1,
    steps=85,
    rungs=18,
)
"""What the sample says: counted by hand from its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boston:
    """The small city on one database."""

    address: str
    runtime: Runtime
    folder: Path

    def replay(self, log: Path = SAMPLE, limit: int | None = None) -> Replayed:
        return replay(self.runtime, self.asked(log, limit))

    def asked(self, log: Path, limit: int | None = None) -> Replay:
        return Replay(
            log=log, mapping=read_mapping(MAPPING), refused=self.refused, limit=limit
        )

    @property
    def refused(self) -> Path:
        return self.folder / "refused.csv"

    def rows(self, query: Select[Any]) -> list[tuple[Any, ...]]:
        with self.runtime.database.reading() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def count(self, table: Table) -> int:
        return int(self.rows(select(func.count()).select_from(table))[0][0])

    def everything(self) -> list[list[tuple[Any, ...]]]:
        tables = (cases, history, firing, source_step, message)
        return [
            self.rows(select(table).order_by(*table.primary_key)) for table in tables
        ]

    def story(self, external_id: str) -> list[tuple[str, str]]:
        """The entries of a record's case: what happened, and when."""
        query = (
            select(history.c.action, history.c.at)
            .join(source_step, source_step.c.case_number == history.c.case_number)
            .where(source_step.c.external_id == external_id)
            .where(source_step.c.step == "report")
            .order_by(history.c.number)
        )
        return [(action, at.isoformat(" ")) for action, at in self.rows(query)]


@pytest.fixture
def boston(database_url: str, tmp_path: Path) -> Iterator[Boston]:
    yield from open_boston(database_url, tmp_path)


@pytest.fixture
def sqlite_boston(sqlite_url: str, tmp_path: Path) -> Iterator[Boston]:
    yield from open_boston(sqlite_url, tmp_path)


def open_boston(address: str, folder: Path, city: Path = BOSTON) -> Iterator[Boston]:
    fill(address, city, now)
    settings = Settings(database=address, files=str(folder / "files"))
    with open_runtime(settings) as runtime:
        yield Boston(address=address, runtime=runtime, folder=folder)


def sample_rows() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_log(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(sample_rows()[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_replay_gives_the_figures_of_the_log(boston: Boston) -> None:
    done = boston.replay()

    assert done.figures == SAID
    assert done.rows == 40
    assert done.outcome.steps == SAID.steps
    assert done.outcome.rungs == SAID.rungs


def test_what_was_replayed_passes_verification(boston: Boston) -> None:
    boston.replay()

    found = verify(boston.runtime)

    assert found.cases == SAID.cases
    assert found.history_entries == SAID.steps + SAID.rungs
    assert not found.differences


def test_a_second_run_changes_nothing(boston: Boston) -> None:
    boston.replay()
    before = boston.everything()

    again = boston.replay()

    assert boston.everything() == before
    assert again.figures == SAID
    assert again.outcome.skipped == SAID.cases
    assert again.outcome.steps == 0


def test_every_refused_row_is_listed_with_its_reasons(boston: Boston) -> None:
    done = boston.replay()

    with boston.refused.open(encoding="utf-8", newline="") as file:
        listed = {int(row["line"]): row["reason_en"] for row in csv.DictReader(file)}
    assert len(done.outcome.refused) == len(listed) == 10
    assert listed == {
        32: "Column OPEN_DT: 'yesterday' is not a time.",
        33: "Column TYPE: there is no category called 'Dragon Sighting'. "
        "Column TARGET_DT: 'soon' is not a time.",
        34: "Column TYPE: there is no category called 'Dragon Sighting'.",
        35: "Column neighborhood: there is no place called 'Atlantis'.",
        36: "The id 900001 stands on line 2 already.",
        37: "Column CASE_ENQUIRY_ID: it is empty.",
        38: "Column OPEN_DT: it is empty.",
        39: "Column OPEN_DT: 15 is no plausible year.",
        40: "The row has 3 cells, which is not what the header has.",
        41: "A case in “received” has no action finish. It offers: dispatch.",
    }


def test_rungs_fire_at_their_own_instants(sqlite_boston: Boston) -> None:
    sqlite_boston.replay()

    assert sqlite_boston.story("900006") == [
        ("report", "2015-06-05 22:00:00+00:00"),
        ("dispatch", "2015-06-05 22:00:00+00:00"),
        ("promise.overdue", "2015-06-09 12:30:00.000001+00:00"),
        ("target.past_target", "2015-06-09 12:30:00.000001+00:00"),
        ("finish", "2015-06-09 12:45:00+00:00"),
    ]


def test_an_open_case_is_swept_to_the_day_of_judgement(sqlite_boston: Boston) -> None:
    sqlite_boston.replay()

    assert [name for name, _ in sqlite_boston.story("900012")] == [
        "report",
        "dispatch",
        "promise.overdue",
        "target.past_target",
    ]
    assert [name for name, _ in sqlite_boston.story("900011")] == ["report", "dispatch"]


def test_a_case_closed_too_early_ends_as_it_opens(sqlite_boston: Boston) -> None:
    sqlite_boston.replay()

    assert sqlite_boston.story("900018")[-1] == ("finish", "2015-02-03 15:00:00+00:00")


def test_a_target_before_the_report_is_past_at_once(sqlite_boston: Boston) -> None:
    sqlite_boston.replay()

    opened = "2015-02-03 15:00:00+00:00"
    assert sqlite_boston.story("900019")[2] == ("target.past_target", opened)


def test_the_limit_takes_only_the_first_rows(sqlite_boston: Boston) -> None:
    done = sqlite_boston.replay(limit=4)

    assert (done.rows, done.figures.cases) == (4, 4)


def test_a_step_that_comes_later_goes_on_with_the_case(boston: Boston) -> None:
    row = next(row for row in sample_rows() if row["CASE_ENQUIRY_ID"] == "900013")
    boston.replay(write_log(boston.folder / "first.csv", [row]))
    closed = {**row, "CLOSED_DT": "2016-02-01 10:00:00"}

    later = boston.replay(write_log(boston.folder / "later.csv", [closed]))

    assert (later.outcome.cases, later.outcome.steps) == (0, 1)
    assert boston.story("900013")[-1] == ("finish", "2016-02-01 15:00:00+00:00")
    assert not verify(boston.runtime).differences


def test_progress_is_told_over_both_readings(sqlite_boston: Boston) -> None:
    told: list[int] = []

    replay(sqlite_boston.runtime, sqlite_boston.asked(SAMPLE), told.append)

    assert told == sorted(told)
    assert told[-1] == 2 * SAMPLE.stat().st_size


def test_compressed_logs_read_like_plain_ones(sqlite_boston: Boston) -> None:
    packed = sqlite_boston.folder / "sample.csv.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))

    assert sqlite_boston.replay(packed).figures == SAID


def test_a_killed_run_is_continued_without_doubles(boston: Boston) -> None:
    log = write_log(boston.folder / "long.csv", many_times(COPIES))
    with a_child(boston, log) as child:
        child.kill()
    half = boston.count(cases)

    done = boston.replay(log)

    assert 0 < half < COPIES * SAID.cases
    assert done.outcome.skipped == half
    assert_no_doubles(boston, done)


def test_two_replays_at_once_take_each_record_once(boston: Boston) -> None:
    log = write_log(boston.folder / "long.csv", many_times(COPIES))
    with a_child(boston, log) as child:
        boston.replay(log)
        child.communicate()

    assert child.returncode == 0
    assert_no_doubles(boston, boston.replay(log))


COPIES = 20


def a_child(boston: Boston, log: Path) -> subprocess.Popen[bytes]:
    """A replay in a process of its own that has written its first batch."""
    refused = boston.folder / "refused_by_child.csv"
    child = subprocess.Popen(
        [
            sys.executable,
            *("-m", "tests.engine.replay_child"),
            *(boston.address, str(log), str(MAPPING), str(refused)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def assert_no_doubles(boston: Boston, done: Replayed) -> None:
    assert asdict(done.figures) == {
        name: COPIES * value for name, value in asdict(SAID).items()
    }
    assert boston.count(cases) == COPIES * SAID.cases
    # A dispatch is taken by itself: it is no step of the log.
    assert boston.count(source_step) == COPIES * (SAID.steps - SAID.cases)
    assert not verify(boston.runtime).differences


def many_times(copies: int) -> list[dict[str, str]]:
    """The readable rows of the sample again and again, each time as other records."""
    return [
        {**row, "CASE_ENQUIRY_ID": f"{copy}-{row['CASE_ENQUIRY_ID']}"}
        for copy in range(copies)
        for row in sample_rows()[: SAID.cases]
    ]


def test_a_longer_run_goes_on_after_a_shorter(sqlite_boston: Boston) -> None:
    sqlite_boston.replay(limit=10)

    other = sqlite_boston.replay()

    assert other.outcome.skipped == 10
    assert other.figures == SAID


def test_a_replay_tells_nobody(sqlite_url: str, tmp_path: Path) -> None:
    city = tmp_path / "city"
    for path in sorted(BOSTON.rglob("*.*")):
        copy = city / path.relative_to(BOSTON)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    flow = city / "workflows/service-request.yaml"
    told = "raise: overdue, notify: {coordinator of owner: late}}"
    flow.write_text(flow.read_text().replace("raise: overdue}", told))
    (city / "templates").mkdir()
    (city / "templates/late.yaml").write_text(LATE)
    for boston in open_boston(sqlite_url, tmp_path, city):
        boston.replay()

        messages = boston.rows(select(message.c.status, message.c.next_try_at))
        assert messages == [("no_recipient", None)] * 9


LATE = """\
template: late
subject: {zh: "{{ case.number }} 超时", en: "{{ case.number }} is late"}
body: {zh: 请处理。, en: Please act.}
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"id,when\n1,2\n", "it has no column CASE_ENQ", id="columns"),
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b"id\xff\n", "it is not text in UTF-8", id="encoding"),
        pytest.param(b"\x1f\x8b\x08\x00nonsense", "it is damaged", id="gzip"),
        pytest.param(b'id,"when\n', "it is no CSV table", id="quotes"),
    ],
)
def test_a_log_that_is_no_table_gets_one_sentence(
    sqlite_boston: Boston, content: bytes, sentence: str
) -> None:
    log = sqlite_boston.folder / "log.csv"
    log.write_bytes(content)

    with pytest.raises(UnreadableLogError, match=sentence):
        sqlite_boston.replay(log)


def test_a_broken_row_in_the_middle_stops_with_its_reason(
    sqlite_boston: Boston,
) -> None:
    log = sqlite_boston.folder / "log.csv"
    log.write_bytes(SAMPLE.read_bytes() + b"\xff\n")

    with pytest.raises(UnreadableLogError, match="it is not text in UTF-8"):
        sqlite_boston.replay(log)


def test_a_mapping_that_does_not_fit_is_refused_whole(sqlite_boston: Boston) -> None:
    mapping = sqlite_boston.folder / "wrong.yaml"
    text = MAPPING.read_text(encoding="utf-8")
    text = text.replace(
        "action: finish, actor: service_desk", "action: finsh, actor: me"
    )
    text = text.replace("clock: promise", "clock: promised")
    mapping.write_text(text, encoding="utf-8")
    loaded = read_mapping(mapping)
    asked = Replay(log=SAMPLE, mapping=loaded, refused=sqlite_boston.refused)

    with pytest.raises(MappingRefusedError) as refused:
        replay(sqlite_boston.runtime, asked)

    found = [line.partition(" ")[2].split(";")[0] for line in refused.value.findings]
    assert found == [
        "steps.finish.action: no state of service-request offers finsh",
        "steps.finish.actor: there is nobody called me",
        "compare.due.clock: service-request has no clock promised",
    ]
    assert mapping_of(loaded).replay == "boston311"


def test_a_city_that_is_there_is_never_replaced(
    sqlite_boston: Boston, tmp_path: Path
) -> None:
    before = sqlite_boston.everything()

    fill(sqlite_boston.address, tmp_path / "nowhere", now)

    assert sqlite_boston.everything() == before


@pytest.mark.skipif(not REAL.exists(), reason=f"the city's log {REAL} is not here")
def test_two_thousand_real_requests_get_the_citys_verdicts(boston: Boston) -> None:
    done = boston.replay(REAL, limit=2000)

    figures = done.figures
    assert (figures.cases, len(done.outcome.refused)) == (2000, 0)
    assert (figures.with_target, figures.due_near) == (1630, 1138)
    assert (figures.verdicts, figures.verdicts_agreeing) == (1625, 1625)
    assert not verify(boston.runtime).differences
