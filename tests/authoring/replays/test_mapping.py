"""A mapping of a log is checked as a whole, with every error at its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city
from workflow.authoring.flow.load import load
from workflow.authoring.replays.mapping import MappingDocument, read_mapping
from workflow.authoring.replays.mapping_checks import mapping_findings
from workflow.authoring.text.findings import line_of
from workflow.domain.city import City
from workflow.domain.definition import Definition
from workflow.settings import SHIPPED

MAPPING = """\
replay: boston
title: {zh: 波士顿, en: Boston}
definitions: ../examples/boston311
workflow: service-request
zone: America/New_York
judged_at: "2016-01-13 03:00:00"
id: number
report:
  at: opened
  fields:
    place: {column: where, by: title, empty: "250799"}
    category: {column: what, by: title}
    condition: {by: only}
    target: due
steps:
  finish: {at: closed, action: finish, actor: service_desk}
compare:
  due: {clock: promise, column: due}
  verdict: {clock: target, column: flag, on_time: good, late: bad}
  owner: {column: who, words: {PW: public_works}}
"""


@pytest.fixture(scope="module")
def world() -> tuple[Definition, City]:
    folder = SHIPPED / "examples/boston311"
    documents, _ = read_city(folder)
    assert documents is not None
    definition = load(folder).definitions["service-request"]
    return definition, build_city(documents, revision=1)


def read(folder: Path, *changes: tuple[str, str]) -> MappingDocument | list[str]:
    """The mapping with some of its texts changed, or what is wrong with its shape."""
    loaded = read_mapping(written(folder, *changes))
    return loaded.document or [line_of(each) for each in loaded.findings]


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = MAPPING
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_knows_the_columns_it_reads(tmp_path: Path) -> None:
    mapping = read(tmp_path)

    assert isinstance(mapping, MappingDocument)
    assert mapping.columns() == (
        *("number", "opened", "closed", "where", "what", "due", "flag", "who"),
    )


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param("2015-06-01 09:00:00", "2015-06-01 09:00:00-04:00", id="summer"),
        pytest.param("2015-01-01 09:00:00", "2015-01-01 09:00:00-05:00", id="winter"),
        pytest.param("2015-11-01 01:30:00", "2015-11-01 01:30:00-04:00", id="twice"),
        pytest.param("2015-03-08 02:30:00", "2015-03-08 02:30:00-05:00", id="left out"),
    ],
)
def test_times_are_local_times_of_the_zone(
    tmp_path: Path, text: str, instant: str
) -> None:
    mapping = read(tmp_path)

    assert isinstance(mapping, MappingDocument)
    assert mapping.instant(text).isoformat(" ") == instant


def test_times_with_an_offset_need_no_zone(tmp_path: Path) -> None:
    offset = 'times: "%Y-%m-%dT%H:%M:%S%z"\njudged_at: 2016-01-13T03:00:00+0100'
    mapping = read(tmp_path, ('judged_at: "2016-01-13 03:00:00"', offset))

    assert isinstance(mapping, MappingDocument)
    assert mapping.instant("2015-06-01T09:00:00Z").isoformat() == (
        "2015-06-01T09:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(
            ("America/New_York", "America/Boston"),
            'mapping.yaml:5:7 zone: there is no time zone "America/Boston"; write one '
            'such as "Asia/Shanghai"; correct the value',
            id="zone",
        ),
        pytest.param(
            ("judged_at:", 'times: "%Y-%m-%d"\njudged_at:'),
            'mapping.yaml:6:8 times: "%Y-%m-%d" does not tell a date and a time of '
            'day; write such as "%Y-%m-%d %H:%M:%S"; correct the value',
            id="times",
        ),
        pytest.param(
            ("{by: only}", "{by: only, column: what}"),
            "mapping.yaml:13:16 report.fields.condition: "
            'write one of "column", "value" and "by: only"; correct the value',
            id="two sources",
        ),
        pytest.param(
            ("clock: target, column: flag,", "clock: target, colum: flag,"),
            'mapping.yaml:19:28 compare.verdict.colum: the key "colum" is not known; '
            'did you mean "column"?',
            id="key",
        ),
    ],
)
def test_a_wrong_shape_is_told_at_its_line(
    tmp_path: Path, change: tuple[str, str], finding: str
) -> None:
    found = read(tmp_path, change)

    assert isinstance(found, list)
    assert finding in found


def test_a_mapping_that_fits_has_no_findings(
    tmp_path: Path, world: tuple[Definition, City]
) -> None:
    assert mapping_findings(read_mapping(written(tmp_path)), *world) == []


def test_the_shipped_mapping_fits_its_city(world: tuple[Definition, City]) -> None:
    loaded = read_mapping(SHIPPED / "replays/boston311.yaml")

    assert mapping_findings(loaded, *world) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(
            ("2016-01-13 03:00:00", "in January"),
            '6:12 judged_at: "in January" is not a time such as '
            '"%Y-%m-%d %H:%M:%S" describes; write it so',
            id="judged at",
        ),
        pytest.param(
            ("  finish: {at", "  report: {at"),
            "16:11 steps.report: a step cannot be called report: the report itself "
            "is; rename the step",
            id="name of a step",
        ),
        pytest.param(
            ("    category: {column: what, by: title}\n", ""),
            "11:5 report.fields: a report needs the field category; "
            "say which column gives it",
            id="missing field",
        ),
        pytest.param(
            ("    target: due", "    targets: due"),
            "14:14 report.fields.targets: a report takes no field targets; "
            'did you mean "target"?',
            id="unknown field",
        ),
        pytest.param(
            ("action: finish", "action: close"),
            "16:32 steps.finish.action: no state of service-request offers close; "
            "known are: dispatch, finish",
            id="action",
        ),
        pytest.param(
            ("actor: service_desk", "actor: nobody"),
            "16:47 steps.finish.actor: there is nobody called nobody; "
            "known are: reporter, service_desk",
            id="actor",
        ),
        pytest.param(
            ('empty: "250799"', 'empty: "2507990"'),
            "11:46 report.fields.place.empty: there is no place 2507990; "
            'did you mean "250799"?',
            id="place",
        ),
        pytest.param(
            ("target: due", "target: {column: due, by: title}"),
            "14:31 report.fields.target.by: a field of the type instant is not read "
            '"by: title"; leave it out',
            id="by",
        ),
        pytest.param(
            ("clock: promise", "clock: department"),
            "18:16 compare.due.clock: service-request has no clock department; "
            "known are: promise, target",
            id="clock",
        ),
        pytest.param(
            ("public_works", "public_work"),
            "20:36 compare.owner.words.PW: there is no department public_work; "
            'did you mean "public_works"?',
            id="department",
        ),
    ],
)
def test_what_the_world_lacks_is_told_at_its_line(
    tmp_path: Path,
    world: tuple[Definition, City],
    change: tuple[str, str],
    finding: str,
) -> None:
    loaded = read_mapping(written(tmp_path, change))

    found = [line_of(each) for each in mapping_findings(loaded, *world)]

    assert f"mapping.yaml:{finding}" in found


def test_a_step_that_is_applied_for_cannot_be_replayed(
    tmp_path: Path, world: tuple[Definition, City]
) -> None:
    definition, city = world
    state = next(s for s in definition.states.values() if "finish" in s.actions)
    asked = replace(state.actions["finish"], approval="closing")
    actions = {**state.actions, "finish": asked}
    states = {**definition.states, state.name: replace(state, actions=actions)}
    loaded = read_mapping(written(tmp_path))

    found = mapping_findings(loaded, replace(definition, states=states), city)

    assert [line_of(each) for each in found] == [
        (
            "mapping.yaml:16:32 steps.finish.action: the action finish is applied "
            "for, and no row says who agreed; name an action without approval"
        )
    ]


def test_all_errors_are_told_at_once(
    tmp_path: Path, world: tuple[Definition, City]
) -> None:
    changes = [("action: finish", "action: close"), ("clock: promise", "clock: stage")]

    found = mapping_findings(read_mapping(written(tmp_path, *changes)), *world)

    assert [each.line for each in found] == [16, 18]
