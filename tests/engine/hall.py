"""The city at work on one database, in the words of the people who use it."""

import base64
import hashlib
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from tests.builders import at
from tests.fakes import FakeNotifier
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Case, Json, number_text
from workflow.domain.decision import Entry, Request
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.notices import OutcomeKind
from workflow.domain.verdicts import Verdict
from workflow.engine.advance import advance
from workflow.engine.attach import attach
from workflow.engine.deliver import Delivered, deliver
from workflow.engine.dispute import say
from workflow.engine.initialise import initialise
from workflow.engine.judge import judge
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.screens import person_key
from workflow.engine.sweep import Swept, sweep
from workflow.engine.verify import Difference, verify
from workflow.now import VirtualClock
from workflow.settings import SHIPPED
from workflow.store import history, outbox, step
from workflow.store.database import open_database
from workflow.store.outbox import Outgoing
from workflow.store.tables import definition, firing, reference

OPENING = at("06-08 08:00")
"""Monday morning in Changchun; every test begins then."""

GRID = "220104003001002"
"""A grid of Nanhu in Chaoyang, whose inspector is Song Jia."""

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A"
    "AAAASUVORK5CYII="
)
"""The smallest photo: one dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The rows that an initialised database begins with."""

    definitions: Sequence[Mapping[str, Any]] = field(repr=False)
    reference: Sequence[Mapping[str, Any]] = field(repr=False)


def read_content(address: str) -> Content:
    """What a folder of definitions left in a database."""
    database = open_database(address)
    with database.reading() as connection:
        found = connection.execute(select(definition))
        definitions = [dict(row) for row in found.mappings()]
        found = connection.execute(select(reference).order_by(reference.c.revision))
        kept = [dict(row) for row in found.mappings()]
    database.close()
    for row in kept:
        # Left to the database, so that its sequence goes on behind them.
        del row["revision"]
    return Content(definitions=definitions, reference=kept)


def fill(address: str, content: Content) -> None:
    """Put the content of an initialised database into an empty one."""
    database = open_database(address)
    with database.writing() as connection:
        for table, rows in (
            (definition, content.definitions),
            (reference, content.reference),
        ):
            for row in rows:
                connection.execute(insert(table).values(row))
        connection.commit()
    database.close()


def changed_city(folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """The shipped city in a folder of its own, with a text replaced in some files."""
    shutil.copytree(
        SHIPPED, folder, ignore=shutil.ignore_patterns("examples", "replays")
    )
    for name, (before, after) in changes.items():
        path = folder / name
        content = path.read_text()
        assert before in content, f"{name} no longer says {before!r}"
        path.write_text(content.replace(before, after, 1))
    return folder


class Hall:
    """The people of the shipped city, working on cases; time passes when told to.

    Steps without a number are about the case that was reported last.
    """

    def __init__(self, runtime: Runtime, clock: VirtualClock, folder: Path) -> None:
        self.runtime = runtime
        self.clock = clock
        self.folder = folder
        self.number = 0

    def at(self, text: str) -> None:
        """It is now so late by the clock on the wall, such as `06-09 02:00`."""
        self.clock.set(at(text))

    def later(self, **spans: int) -> None:
        """So many minutes, hours or days go by."""
        self.clock.set(self.clock() + timedelta(**spans))

    def initialise(self, folder: Path) -> None:
        """Take over a changed folder of definitions while this process runs."""
        # What is published at one instant is newest by its digest, which is chance.
        later = self.clock() + timedelta(microseconds=1)
        initialise(self.address, folder, "setup", lambda: later)

    @property
    def address(self) -> str:
        """The address of the database, as another process would open it."""
        name = self.runtime.database.name
        return f"sqlite:///{name}" if self.runtime.database.is_sqlite else name

    def asks(self, **asked: Json) -> Done | Refused:
        """Somebody reports something, and gets an answer."""
        named = ("key", "via")
        given: dict[str, Any] = {key: asked.pop(key) for key in named if key in asked}
        values: dict[str, Json] = {"place": GRID, "description": "井盖缺失", **asked}
        request = ReportRequest(
            workflow="city-case", actor="reporter", fields=values, **given
        )
        return report(self.runtime, request)

    def report(self, **fields: Json) -> int:
        """A resident reports something; the number of the new case."""
        answer = self.asks(**fields)
        assert isinstance(answer, Done), answer
        self.number = answer.case.number
        return self.number

    def request(self, who: str, action: str, **fields: Json) -> Request:
        """A request as the edges build it; `who` is a name or a key."""
        named = ("case", "expected", "key", "via")
        given: dict[str, Any] = {"case": self.number}
        given |= {name: fields.pop(name) for name in named if name in fields}
        person = person_key(self.runtime, who)
        return Request(action=action, actor=person, fields=fields, **given)

    def tries(self, who: str, action: str, **fields: Json) -> Done | Refused:
        """Somebody asks for a step, and gets an answer."""
        return advance(self.runtime, self.request(who, action, **fields))

    def does(self, who: str, action: str, **fields: Json) -> Case:
        """Somebody takes a step that must go through."""
        answer = self.tries(who, action, **fields)
        assert isinstance(answer, Done), answer
        return answer.case

    def blockers(self, who: str, action: str, **fields: Json) -> list[BlockerCode]:
        """Somebody asks for a step that must be refused; why it is."""
        answer = self.tries(who, action, **fields)
        assert isinstance(answer, Refused), answer
        return [each.code for each in answer.blockers]

    def register(self, condition: str = "2", **fields: Json) -> Case:
        """Zhou Min registers a water manhole cover; the list gives it to water."""
        given: dict[str, Json] = {"category": "C0101", "condition": condition, **fields}
        return self.does("周敏", "register", **given)

    def judges(
        self, who: str, action: str, answer: Answer = Answer.GRANTED, reason: str = ""
    ) -> Case:
        """Somebody decides on what was applied for, and is heard."""
        decided = self.rules(who, action, answer, reason)
        assert isinstance(decided, Done), decided
        return decided.case

    def rules(
        self, who: str, action: str, answer: Answer = Answer.GRANTED, reason: str = ""
    ) -> Done | Refused:
        """Somebody decides on what was applied for, and gets an answer."""
        verdict = Verdict(
            case=self.number,
            action=action,
            actor=person_key(self.runtime, who),
            answer=answer,
            reason=reason,
        )
        return judge(self.runtime, verdict)

    def says(self, who: str, saying: str, **given: Any) -> Case:
        """Somebody says something in the dispute of the case, and is heard."""
        answer = self.speaks(who, saying, **given)
        assert isinstance(answer, Done), answer
        return answer.case

    def unheard(self, who: str, saying: str, **given: Any) -> list[BlockerCode]:
        """Somebody says something that must be refused; why it is."""
        answer = self.speaks(who, saying, **given)
        assert isinstance(answer, Refused), answer
        return [each.code for each in answer.blockers]

    def speaks(self, who: str, saying: str, **given: Any) -> Done | Refused:
        """Somebody says something in the dispute of the case, and gets an answer."""
        word = Word(
            case=self.number,
            saying=Saying(saying),
            actor=person_key(self.runtime, who),
            **given,
        )
        return say(self.runtime, word)

    def disputes(self, who: str = "于洋", *proposed: str, **fields: Json) -> Case:
        """The owner says that the case belongs to others."""
        given: dict[str, Json] = {
            "ground": "claim_conflict",
            "proposed": list(proposed or ("roads",)),
            "evidence": self.photos("map.png"),
            **fields,
        }
        return self.does(who, "dispute", **given)

    def returned(self, reason: str = "属道路") -> Case:
        """Water says that it is not theirs, and the dispatcher agrees."""
        self.does("于洋", "return", ground="claim_conflict", reason=reason)
        return self.judges("韩雪", "return")

    def photos(self, name: str = "cover.png", content: bytes = PIXEL) -> list[Json]:
        """A photo, as a step takes it."""
        path = self.folder / name
        path.write_bytes(content)
        return [attach(self.runtime, path)]

    def finish(self, who: str = "于洋", **fields: Json) -> Case:
        """The coordinator of the owner says that it is done, with a photo."""
        given: dict[str, Json] = {"result": "已更换", "photos": self.photos(), **fields}
        return self.does(who, "finish", **given)

    def sweep(self, **options: int) -> Swept:
        """A worker looks for what is due."""
        return sweep(self.runtime, **options)

    def deliver(self, *outcomes: OutcomeKind) -> tuple[Delivered, FakeNotifier]:
        """The outbox is emptied by mail; answers come in the order given."""
        mail = FakeNotifier(outcomes, name="smtp")
        return deliver(self.runtime, {"smtp": mail}), mail

    def case(self, number: int | None = None) -> Case:
        """The case as it is stored."""
        with self.runtime.database.reading() as connection:
            found = step.read(connection, number or self.number)
        assert found is not None
        return found.case

    def entries(self, number: int | None = None) -> list[Entry]:
        """The history of the case."""
        with self.runtime.database.reading() as connection:
            return history.entries(connection, number or self.number)

    def fired(self, number: int | None = None) -> list[str]:
        """The rungs that fired, by clock, in the order of their entries."""
        query = (
            select(firing.c.clock, firing.c.rung)
            .where(firing.c.case_number == (number or self.number))
            .order_by(firing.c.entry)
        )
        with self.runtime.database.reading() as connection:
            return [f"{clock}.{rung}" for clock, rung in connection.execute(query)]

    def messages(self, number: int | None = None) -> list[Outgoing]:
        """Everything that people are told about the case, sent or not."""
        with self.runtime.database.reading() as connection:
            return outbox.of_case(connection, number_text(number or self.number))

    def told(self, number: int | None = None) -> list[tuple[str, str]]:
        """Who is told what: names, or `reporter`, and templates."""
        with self.runtime.database.reading() as connection:
            people = self.runtime.city(connection).organisation.people
        return [
            (
                "reporter" if each.to_reporter else people[each.recipient].name,
                each.template,
            )
            for each in self.messages(number)
            if each.recipient
        ]

    def differences(self) -> tuple[Difference, ...]:
        """What is stored that is not what history tells."""
        return verify(self.runtime).differences

    def tamper(self, statement: str, **values: Json) -> None:
        """Somebody writes into the database by hand, past its foreign keys."""
        database = self.runtime.database
        if database.is_sqlite:
            with closing(sqlite3.connect(database.name)) as driver, driver:
                driver.execute(statement, values)
            return
        with database.writing() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(statement), values)
            connection.commit()

    def forge(self, before: str, after: str) -> str:
        """A workflow that no check has seen: the city's, but for one text."""
        query = "SELECT document FROM definition WHERE name = 'city-case'"
        document = str(self.asked(query)[0][0]).replace(before, after)
        forged = hashlib.sha256(document.encode()).hexdigest()
        self.tamper(
            "INSERT INTO definition SELECT :forged, name, :document, status,"
            " published_at, published_by, reason FROM definition"
            " WHERE name = 'city-case'",
            forged=forged,
            document=document,
        )
        return forged

    def asked(self, query: str, **values: Json) -> list[tuple[Any, ...]]:
        """What the database says to a plain question."""
        with self.runtime.database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]
