"""Cases that are played in the pure core and written to a database as they go."""

from dataclasses import replace

from sqlalchemy import Connection, func, select

from tests.builders import Play, a_definition, at
from workflow.domain.case import Case, Json
from workflow.domain.decision import Decision
from workflow.domain.escalation import decide_due
from workflow.domain.lifecycle import Opening, decide, decide_report
from workflow.store import definitions, step
from workflow.store.database import Database
from workflow.store.definitions import DefinitionStatus, Publication
from workflow.store.tables import metadata

FIRST = 20260608000001
SECOND = 20260608000002
THIRD = 20260608000003


SMALL = Publication(
    digest="d" * 64,
    name="small",
    status=DefinitionStatus.PUBLISHED,
    published_at=at("06-08 08:00"),
    published_by="ina",
    reason="the first",
)


def publish(database: Database, publication: Publication = SMALL) -> None:
    """Put a workflow into the database, so that cases can refer to it."""
    with database.writing() as connection:
        definitions.publish(connection, publication, "{}")
        connection.commit()


class StoredPlay(Play):
    """A case that is stored step by step; `case` is always the one last written."""

    def __init__(self, database: Database, number: int = FIRST) -> None:
        super().__init__(a_definition())
        self.database = database
        self.number = number

    def decide_report(self, when: str = "06-08 09:00", **fields: Json) -> Decision:
        values = {"place": "220104003", "description": "a cover is gone", **fields}
        opening = Opening(number=self.number, channel="test")
        request = self.request("report", "reporter", **values)
        decided = decide_report(request, opening, self.context(when))
        assert isinstance(decided, Decision), decided
        return decided

    def decide(self, when: str, action: str, actor: str, **fields: Json) -> Decision:
        request = self.request(action, actor, **fields)
        decided = decide(self.case, request, self.context(when))
        assert isinstance(decided, Decision), decided
        return decided

    def open(self, when: str = "06-08 09:00", **fields: Json) -> Case:
        return self.write(self.decide_report(when, **fields))

    def act(self, when: str, action: str, actor: str, **fields: Json) -> Case:
        return self.write(self.decide(when, action, actor, **fields))

    def sweep(self, when: str) -> Case:
        return self.write(decide_due(self.case, self.context(when)))

    def write(self, decided: Decision) -> Case:
        with self.database.stepping() as connection:
            written = step.write(connection, [decided])
        assert written.conflicts == ()
        self.take(decided)
        self.case = replace(decided.case, head=written.heads[self.number])
        return self.case

    def register(self) -> Case:
        return self.act(
            "06-08 09:10", "register", "ann", category="C0101", condition="2"
        )


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has, of those that have any."""
    found = {
        table.name: connection.execute(
            select(func.count()).select_from(table)
        ).scalar_one()
        for table in metadata.sorted_tables
    }
    return {name: count for name, count in found.items() if count}


def read(database: Database, number: int = FIRST) -> Case:
    """The case as it is stored."""
    with database.reading() as connection:
        found = step.read(connection, number)
    assert found is not None
    return found.case
