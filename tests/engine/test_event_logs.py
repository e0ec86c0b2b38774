"""Hand-overs counted over somebody's event log: which rows count, and which stop it."""

import csv
import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.domain.patterns import Figures
from workflow.engine.event_logs import EventLog, log_figures
from workflow.errors import UnreadableLogError

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared/data"
HEAD = "case,who,when\n"
ROWS = """\
2,A,2026-06-01T10:00:00+08:00
1,A,2026-06-01 08:00
"""


def counted(path: Path, **changes: Any) -> Figures:
    columns = {"case": "case", "group": "who", "time": "when"}
    return log_figures(EventLog(path=path, **{**columns, **changes}))


def routes(found: Figures) -> dict[str, str]:
    """The routes that came back, by case, as texts of letters."""
    return {each.case: "".join(each.groups) for each in found.returned}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def write(log: Path, rows: Iterable[str], head: str = HEAD) -> Path:
    log.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return log


def test_events_are_put_in_order_by_case_and_time(log: Path) -> None:
    write(
        log,
        [
            "1,A,2026-06-03T10:00:00",
            "2,X,2026-06-03",
            "1,B,2026-06-02 10:00:00.250",
            "1,A,20260601T100000",
        ],
    )

    found = counted(log)

    assert (found.cases, found.hand_overs) == (2, 2)
    assert routes(found) == {"1": "ABA"}


def test_events_of_one_instant_keep_their_order(log: Path) -> None:
    when = "2026-06-01T10:00:00Z"
    write(log, [f"1,{who},{when}" for who in "CABCA"])

    assert [each.groups for each in counted(log).longest] == [tuple("CABCA")]


def test_offsets_are_minded(log: Path) -> None:
    write(
        log,
        [
            "1,A,2026-06-01T10:00:00+08:00",
            "1,B,2026-06-01T05:00:00+02:00",
            "1,A,2026-06-01T04:00:00Z",
        ],
    )

    assert routes(counted(log)) == {"1": "ABA"}


def test_missing_and_ignored_groups_are_skipped(log: Path) -> None:
    write(log, [f"1,{who},2026-06-01" for who in ("A", "", "NONE", " A ", "B", "-")])

    found = counted(log, ignore=frozenset({"NONE ", "-"}))

    assert [each.groups for each in found.longest] == [("A", "B")]


def test_a_case_without_any_group_is_a_case(log: Path) -> None:
    found = counted(write(log, ["1,,2026-06-01"]))

    assert (found.cases, found.hand_overs) == (1, 0)


def test_a_packed_log_reads_the_same(log: Path, tmp_path: Path) -> None:
    write(log, [f"1,{who},2026-06-01" for who in "ABAB"])
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))

    assert counted(packed) == counted(log)


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_log_may_have_another_encoding(encoding: str, log: Path) -> None:
    rows = "".join(f"1,{who},2026-06-01\r\n" for who in ("城管局", "水务局", "城管局"))
    log.write_bytes(f"案件,部门,时间\r\n{rows}".encode(encoding))

    columns = {"case": "案件", "group": "部门", "time": "时间"}
    found = counted(log, **columns, encoding=encoding)

    assert [each.between for each in found.pairs] == [("城管局", "水务局")]


def test_a_header_without_rows_has_no_case(log: Path) -> None:
    assert counted(write(log, [])).cases == 0


def test_long_reads_say_how_far_they_are(log: Path) -> None:
    write(log, ["1,A,2026-06-01"] * 2500)
    asked = EventLog(path=log, case="case", group="who", time="when")
    heard: list[int] = []

    log_figures(asked, heard.append)

    assert len(heard) == 2
    assert 0 < heard[0] <= heard[1] <= log.stat().st_size


@pytest.mark.parametrize(
    ("content", "en", "zh"),
    [
        pytest.param("", "it is empty", "文件是空的", id="empty"),
        pytest.param("\n\n", "it is empty", "文件是空的", id="blank"),
        pytest.param(
            "case,when\n",
            "no column who; its columns are case",
            "缺少列：who",
            id="col",
        ),
        pytest.param(
            "case,who,when,who\n", "more than one column who", "列名重复：who", id="two"
        ),
        pytest.param(
            f"{HEAD}1,A,2026-06-01\n1,B,soon\n",
            "line 3: 'soon' is no time in ISO 8601",
            "第 3 行：“soon”不是 ISO 8601 时间",
            id="time",
        ),
        pytest.param(f"{HEAD}1,A,\n", "line 2: '' is no time", "第 2 行", id="no-time"),
        pytest.param(
            f"{HEAD},A,2026-06-01\n",
            "line 2: it names no case",
            "第 2 行：没有案件编号",
            id="no-case",
        ),
        pytest.param(
            f"{HEAD}1,A\n", "line 2: it has 2 cells", "第 2 行：有 2 列", id="short"
        ),
        pytest.param(
            f'{HEAD}"1\n1",A,2026-06-01\n1,A,\n', "line 4: ''", "第 4 行", id="lines"
        ),
        pytest.param(
            f"{HEAD}{ROWS}",
            "line 3: '2026-06-01 08:00' cannot be compared",
            "第 3 行：“2026-06-01 08:00”与前面的时间不能比较",
            id="offsets",
        ),
    ],
)
def test_a_log_that_cannot_be_counted_says_why(
    content: str, en: str, zh: str, log: Path
) -> None:
    log.write_text(content)

    with pytest.raises(UnreadableLogError) as refused:
        counted(log)

    assert en in refused.value.en
    assert zh in refused.value.zh


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "a\0b", ""])
def test_an_encoding_that_nobody_knows_is_refused(encoding: str, log: Path) -> None:
    write(log, [])

    with pytest.raises(UnreadableLogError, match="there is no encoding") as refused:
        counted(log, encoding=encoding)

    assert "这种编码" in refused.value.zh


def test_text_in_another_encoding_is_told_by_name(log: Path) -> None:
    log.write_bytes(f"{HEAD}1,城管局,2026-06-01\n".encode("gb18030"))

    with pytest.raises(UnreadableLogError, match="it is not text in UTF-8"):
        counted(log)
    with pytest.raises(UnreadableLogError, match="it is not text in ASCII"):
        counted(log, encoding="ascii")


def test_a_log_that_is_not_there_is_refused(log: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError, match="there is no such file"):
        counted(log)
    with pytest.raises(UnreadableLogError, match="it is a folder"):
        counted(tmp_path)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("123"),
        st.sampled_from(["A", "B", "C", "", "NONE"]),
        st.integers(min_value=0, max_value=6),
        st.sampled_from([-11, 0, 8]),
    ),
    max_size=40,
)


@given(events=EVENTS)
def test_any_log_counts_as_the_plain_rule_says(
    events: list[tuple[str, str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = datetime(2026, 6, 1, tzinfo=UTC)
    path = tmp_path_factory.mktemp("any") / "log.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["case", "who", "when"])
        for case, who, hour, offset in events:
            local = (start + timedelta(hours=hour + offset)).replace(tzinfo=None)
            sign = "-" if offset < 0 else "+"
            when = f"{local.isoformat()}{sign}{abs(offset):02}:00"
            writer.writerow([case, who, when])

    found = counted(path, ignore=frozenset({"NONE"}))

    assert (
        found.cases,
        found.hand_overs,
        len(found.returned),
        len(found.repeated),
        found.max_hand_overs,
        sum(each.returns for each in found.pairs),
    ) == plainly([event[:3] for event in events])


def plainly(events: list[tuple[str, str, int]]) -> tuple[int, ...]:
    """The rule as it reads, with nothing of the product's: slow, and by index only."""
    cases = {case for case, _, _ in events}
    handed, aba, abab, returns = [0], 0, 0, 0
    for case in cases:
        s = ""
        for hour in range(7):
            for its, who, when in events:
                counts = its == case and when == hour and who in ("A", "B", "C")
                if counts and not s.endswith(who):
                    s += who
        handed.append(max(len(s) - 1, 0))
        back = [i for i in range(2, len(s)) if s[i] == s[i - 2]]
        returns += len(back)
        aba += bool(back)
        abab += any(i > 2 and s[i - 1] == s[i - 3] for i in back)
    return len(cases), sum(handed), aba, abab, max(handed), returns


@pytest.mark.skipif(not REAL.exists(), reason=f"the real logs in {REAL} are not here")
@pytest.mark.parametrize(
    ("name", "ignore", "figures"),
    [
        pytest.param("receipt_events", {"EMPTY"}, (3853, 103, 23, 15), id="permits"),
        pytest.param(
            "bpic2013_closed_problems", set(), (220, 59, 17, 10), id="problems"
        ),
    ],
)
def test_real_logs_count_as_others_counted_them(
    name: str, ignore: set[str], figures: tuple[int, ...]
) -> None:
    found = counted(
        REAL / f"{name}.csv.gz",
        case="case:concept:name",
        group="org:group",
        time="time:timestamp",
        ignore=frozenset(ignore),
    )

    assert (
        found.hand_overs,
        len(found.returned),
        len(found.repeated),
        found.max_hand_overs,
    ) == figures
