"""The SQL of a step, made from the tables once and compiled to text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Function,
    Integer,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import CTE
from sqlalchemy.types import TypeEngine

from workflow.store.tables import (
    CLOCK_FACTS,
    application,
    attachment,
    cases,
    clock,
    dispute,
    firing,
    history,
    incident,
    message,
    personal,
    reference,
    report,
    request_key,
    source_step,
)

Shape = tuple[tuple[str, int], ...]
"""How many rows a step brings to each table, by name."""

_SQLITE = sqlite.dialect(paramstyle="qmark")
_POSTGRESQL = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

_ADDED = {
    table.name: table
    for table in (
        history,
        clock,
        application,
        dispute,
        message,
        incident,
        firing,
        request_key,
        source_step,
        report,
        personal,
        attachment,
    )
}
_REWRITTEN = (clock, application, dispute)
"""Tables whose rows are caches of history, and take the place of earlier ones."""
_CHANGES = [each.name for each in cases.c if each.name != "number"]


def _read(where: ColumnElement[bool], clocks: Function[Any]) -> Select[Any]:
    # The clocks come as one JSON, so that the case is not repeated with each, and
    # the revision so that a stale snapshot of the city is noticed.
    of_case = select(clocks).where(clock.c.case_number == cases.c.number)
    revision = select(func.max(reference.c.revision))
    return (
        select(*cases.c, of_case.scalar_subquery(), revision.scalar_subquery())
        .where(where)
        .order_by(cases.c.number)
    )


def _sqlite_text(statement: Any) -> str:  # noqa: ANN401 - any statement
    return str(statement.compile(dialect=_SQLITE))


_numbers_json = func.json_each(bindparam("numbers", type_=Text)).table_valued("value")
_ONE = cases.c.number == bindparam("number")
_CLOCK = [each for each in CLOCK_FACTS if each.name != "case_number"]
_SQLITE_CLOCKS = func.json_group_array(func.json_array(*_CLOCK))
_POSTGRESQL_CLOCKS = func.json_agg(func.json_build_array(*_CLOCK))
SQLITE_READ = _sqlite_text(_read(_ONE, _SQLITE_CLOCKS))
SQLITE_READ_MANY = _sqlite_text(
    _read(cases.c.number.in_(select(_numbers_json.c.value)), _SQLITE_CLOCKS)
)
SQLITE_CHANGE = _sqlite_text(
    update(cases)
    .values({name: bindparam(f"new_{name}") for name in _CHANGES})
    .where(
        cases.c.number == bindparam("at_number"),
        cases.c.version == bindparam("at_version"),
    )
)
SQLITE_OPEN = _sqlite_text(plain_insert(cases))


def _sqlite_add(table: Table) -> str:
    if table not in _REWRITTEN:
        return _sqlite_text(plain_insert(table).values(_parameters(table)))
    insert = sqlite.insert(table)
    return _sqlite_text(
        insert.on_conflict_do_update(
            index_elements=_key(table), set_=_overwritten(table, insert.excluded)
        )
    )


def _key(table: Table) -> list[str]:
    return [each.name for each in table.primary_key.columns]


def _overwritten(
    table: Table,
    excluded: Any,  # noqa: ANN401 - SQLAlchemy's own
) -> dict[str, Any]:
    key = _key(table)
    return {each.name: excluded[each.name] for each in table.c if each.name not in key}


def _columns(table: Table) -> list[Any]:
    """The columns that a step fills; a number that the database gives is none."""
    return [each for each in table.c if each.autoincrement is not True]


def _parameters(table: Table) -> dict[str, Any]:
    return {each.name: bindparam(each.name) for each in _columns(table)}


SQLITE_ADD = {name: _sqlite_add(table) for name, table in _ADDED.items()} | {
    "moved": _sqlite_text(
        update(report)
        .values(behind=bindparam("case"))
        .where(report.c.id == bindparam("report"))
    )
}
"""The statement that takes the rows of each table; of reports that moved, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A statement for PostgreSQL; `arrange` puts its values in their order."""

    sql: bytes
    arrange: Callable[[list[Any]], tuple[Any, ...]]


def _postgresql(statement: Any, given: list[str]) -> Compiled:  # noqa: ANN401 - any
    compiled = statement.compile(dialect=_POSTGRESQL)
    places = [given.index(name) for name in compiled.positiontup]
    first = places[0]
    arrange = itemgetter(*places) if len(places) > 1 else lambda row: (row[first],)
    return Compiled(sql=str(compiled).encode(), arrange=arrange)


def _any_number() -> ColumnElement[bool]:
    numbers = cast(bindparam("numbers"), ARRAY(BigInteger))
    return cases.c.number == any_(numbers)


POSTGRESQL_READ = _postgresql(_read(_ONE, _POSTGRESQL_CLOCKS), ["number"])
POSTGRESQL_READ_MANY = _postgresql(
    _read(_any_number(), _POSTGRESQL_CLOCKS), ["numbers"]
)
POSTGRESQL_LOCK = _postgresql(
    select(cases.c.number)
    .where(_any_number())
    .order_by(cases.c.number)
    .with_for_update(skip_locked=True),
    ["numbers"],
)


SHAPES_KEPT = 2048
"""How many statements a process keeps.

One is compiled in 20 to 60 ms, which is longer than the step itself takes, and weighs
some 16 kB. Rungs, limits and people to tell make some hundreds of shapes in a city.
"""


@lru_cache(maxsize=SHAPES_KEPT)
def postgresql_step(shape: Shape) -> Compiled:
    """One statement that writes the step of one case, each value a parameter.

    The values are the rows of `shape` one after the other; a row of `changed` ends
    with the version that was read. It answers with the number of the case, or with
    nothing if the version had moved; then it has written nothing.
    """
    return _step(shape, _as_values)


@lru_cache(maxsize=SHAPES_KEPT)
def postgresql_batch(shape: Shape) -> Compiled:
    """One statement that writes the steps of many cases, each table as one JSON.

    The values are the numbers of the changed cases as an array, if there are any,
    then for each name in `shape` an array of records. It answers with the numbers
    that were written.
    """
    return _step(shape, _as_json)


def record_names(name: str) -> list[str]:
    """The names of the values in a row of this part of a step."""
    return [each.name for each in _record(name)]


def _record(name: str) -> list[Any]:
    if name == "changed":
        return [*cases.c, column("was", Integer)]
    if name == "opened":
        return list(cases.c)
    if name == "moved":
        return [report.c.behind, report.c.id]
    return _columns(_ADDED[name])


_Source = Callable[[str, int], tuple[FromClause, list[str]]]


def _as_values(name: str, count: int) -> tuple[FromClause, list[str]]:
    record = _record(name)
    rows = [
        [
            cast(bindparam(f"{name}_{row}_{c.name}"), _plain(c.type)).label(c.name)
            for c in record
        ]
        for row in range(count)
    ]
    selects = [select(*row) for row in rows]
    source = selects[0] if count == 1 else union_all(*selects)
    names = [f"{name}_{row}_{c.name}" for row in range(count) for c in record]
    return source.subquery(f"r_{name}"), names


def _as_json(name: str, _count: int) -> tuple[FromClause, list[str]]:
    records = func.json_to_recordset(bindparam(name, type_=postgresql.JSON))
    columns = [column(each.name, _plain(each.type)) for each in _record(name)]
    source = records.table_valued(*columns).render_derived(
        name=f"r_{name}", with_types=True
    )
    return source, [name]


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    # A cast may not name a collation.
    return Text() if isinstance(kind, Text) else kind


def _step(shape: Shape, source: _Source) -> Compiled:
    sources = {name: source(name, count) for name, count in shape}
    given = [each for _, names in sources.values() for each in names]
    written: list[Select[Any]] = []
    if "changed" in sources:
        indexed = source is _as_json
        given = ["numbers", *given] if indexed else given
        written.append(
            select(_changed(sources["changed"][0], indexed=indexed).c.number)
        )
    if "opened" in sources:
        written.append(select(_opened(sources["opened"][0]).c.number))
    done = (written[0] if len(written) == 1 else union_all(*written)).cte("done")
    added = [
        _moved(rows, done) if name == "moved" else _into(_ADDED[name], rows, done)
        for name, (rows, _) in sources.items()
        if name not in ("changed", "opened")
    ]
    return _postgresql(select(done.c.number).add_cte(*added), given)


def _changed(rows: FromClause, *, indexed: bool) -> CTE:
    statement = update(cases).where(
        cases.c.number == rows.c.number, cases.c.version == rows.c.was
    )
    if indexed:
        # The planner takes any JSON for a hundred rows, and would scan all cases.
        statement = statement.where(_any_number())
    changes = {name: rows.c[name] for name in _CHANGES}
    return statement.values(changes).returning(cases.c.number).cte("changed")


def _opened(rows: FromClause) -> CTE:
    names = [each.name for each in cases.c]
    values = select(*(rows.c[name] for name in names))
    return (
        plain_insert(cases)
        .from_select(names, values)
        .returning(cases.c.number)
        .cte("opened")
    )


def _into(table: Table, rows: FromClause, done: CTE) -> CTE:
    names = [each.name for each in _columns(table)]
    of_case = rows.c["behind" if table is report else "case_number"]
    values = select(*(rows.c[name] for name in names)).join(
        done, done.c.number == of_case
    )
    insert = postgresql.insert(table).from_select(names, values)
    if table in _REWRITTEN:
        insert = insert.on_conflict_do_update(
            index_elements=_key(table), set_=_overwritten(table, insert.excluded)
        )
    return insert.cte(f"into_{table.name}")


def _moved(rows: FromClause, done: CTE) -> CTE:
    return (
        update(report)
        .values(behind=rows.c.behind)
        .where(report.c.id == rows.c.id, done.c.number == rows.c.behind)
        .cte("moved")
    )
