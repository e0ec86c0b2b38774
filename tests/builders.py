"""Small worlds for tests: a city with two departments, and a workflow by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from workflow.domain.answer import Answer
from workflow.domain.blockers import Blocker
from workflow.domain.case import Case, Clock
from workflow.domain.catalogue import (
    Catalogue,
    Category,
    CategoryKind,
    Condition,
    Lead,
    Precedent,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
    RulingScope,
)
from workflow.domain.city import City
from workflow.domain.context import Context, context_at
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.definition import (
    Action,
    Approval,
    ClockRule,
    Definition,
    Field,
    FieldType,
    Limit,
    LimitCase,
    Move,
    Notify,
    Point,
    ReportRule,
    Rung,
    Scope,
    Silence,
    Standing,
    State,
    Term,
    TermKind,
    Trigger,
    Who,
)
from workflow.domain.durations import parse_duration
from workflow.domain.escalation import decide_due, decide_step
from workflow.domain.lifecycle import Opening, decide_report
from workflow.domain.machine import ready
from workflow.domain.organisation import (
    Department,
    Holding,
    Level,
    Organisation,
    Person,
    Place,
    Post,
)
from workflow.domain.verdicts import Verdict, decide_verdict
from workflow.domain.words import Title
from workflow.domain.worktime import Calendar, CalendarRules

MORNING = ((510, 720), (780, 1050))
LONG_AGO = date(2020, 1, 1)


def title(name: str) -> Title:
    return Title(zh=name, en=name)


def at(text: str) -> datetime:
    """An instant by the clock on the wall in Changchun: `06-08 09:00` of 2026."""
    local = datetime.fromisoformat(f"2026-{text}+08:00")
    return local.astimezone(UTC)


def a_calendar(**changes: Any) -> Calendar:
    rules = CalendarRules(
        name="changchun",
        zone="Asia/Shanghai",
        week=dict.fromkeys(range(5), MORNING),
        work_day=8 * 3600 * 1_000_000,
        published=frozenset({2026}),
    )
    return Calendar(replace(rules, **changes))


def an_organisation(**changes: Any) -> Organisation:
    places = [
        Place(code="2201", title=title("长春"), level=Level.CITY, parent=None),
        Place(code="220104", title=title("朝阳"), level=Level.DISTRICT, parent="2201"),
        Place(
            code="220104003",
            title=title("桂林"),
            level=Level.STREET,
            parent="220104",
        ),
    ]
    departments = [
        Department(key=key, title=title(key), kind=key, serves="2201", parent=None)
        for key in ("centre", "water", "roads")
    ]
    people = [
        Person(key=key, name=key.title(), language="en", addresses={})
        for key in ("ann", "dan", "wei", "rob", "ina")
    ]
    posts = ("acceptor", "dispatcher", "coordinator", "inspector")
    holdings = [
        ("ann", "acceptor", "centre"),
        ("dan", "dispatcher", "centre"),
        ("wei", "coordinator", "water"),
        ("rob", "coordinator", "roads"),
        ("ina", "inspector", "220104"),
        ("wei", "inspector", "220104"),
    ]
    values: dict[str, Any] = {
        "places": {place.code: place for place in places},
        "departments": {each.key: each for each in departments},
        "posts": {key: Post(key=key, title=title(key)) for key in posts},
        "people": {person.key: person for person in people},
        "holdings": tuple(
            Holding(person=person, post=post, unit=unit, since=LONG_AGO)
            for person, post, unit in holdings
        ),
    }
    return Organisation(**{**values, **changes})


def a_rule(**changes: Any) -> Responsibility:
    rule = Responsibility(
        key="covers",
        category="C0101",
        condition=None,
        place="2201",
        lead=Lead(department="water"),
        assisting=(),
        basis="the list",
        since=LONG_AGO,
        until=None,
        source=RuleSource.LIST,
        made_on=LONG_AGO,
    )
    return replace(rule, **changes)


def a_precedent(**changes: Any) -> Precedent:
    """A judge gave covers in Chaoyang and below to roads, on a Monday in June."""
    precedent = Precedent(
        number=1,
        category="C0101",
        condition="",
        place="220104",
        scope=RulingScope.BELOW,
        lead=Lead(department="roads"),
        assisting=(),
        reason="the cover belongs to the road",
        basis="the minutes",
        case=20260601000001,
        dispute=1,
        ruled_by="ina",
        made_at=at("06-01 10:00"),
        made_on=date(2026, 6, 1),
    )
    return replace(precedent, **changes)


def a_ruled_city(*precedents: Precedent, **changes: Any) -> City:
    """The small city, whose judges have ruled so."""
    city = a_city(**changes)
    rules = replace(city.responsibilities, precedents=precedents)
    return replace(city, responsibilities=rules)


def a_city(*rules: Responsibility, **changes: Any) -> City:
    limits = {"1": "2 urgent hours", "2": "4 work hours", "3": "2 work days"}
    conditions = {
        number: Condition(
            number=number,
            title=title(number),
            limit=parse_duration(limit),
            urgent=number == "1",
            self_handled=False,
            closing="",
            source="",
        )
        for number, limit in limits.items()
    }
    category = Category(
        code="C0101",
        title=title("cover"),
        kind=CategoryKind.COMPONENT,
        conditions=conditions,
    )
    city = City(
        revision=1,
        organisation=an_organisation(),
        responsibilities=Responsibilities(
            prefer=tuple(Preference), rules=rules or (a_rule(),)
        ),
        catalogue=Catalogue(categories={"C0101": category}),
        calendars={"changchun": a_calendar()},
    )
    return replace(city, **changes)


def who(text: str) -> Who:
    if text in tuple(Standing):
        return Who(text=text, standing=Standing(text))
    post, _, scope = text.partition(" of ")
    if scope in ("owner", "first_owner", "place"):
        return Who(text=text, post=post, scope=Scope(scope))
    if scope in tuple(Level):
        return Who(text=text, post=post, scope=Scope.LEVEL, name=scope)
    return Who(text=text, post=post, scope=Scope.KIND, name=scope)


def an_action(name: str, by: str, to: str = Move.STAY, **changes: Any) -> Action:
    return Action(name=name, title=title(name), to=to, by=(who(by),), **changes)


def a_state(name: str, *actions: Action, **changes: Any) -> State:
    offered = {action.name: action for action in actions}
    return State(
        name=name, title=title(name), stage="handle", actions=offered, **changes
    )


def a_limit(*texts: str) -> Limit:
    return Limit(cases=(LimitCase(terms=tuple(_term(text) for text in texts)),))


def _term(text: str) -> Term:
    if text == "condition.limit":
        return Term(kind=TermKind.CONDITION, text=text)
    if "%" in text:
        percent, _, name = text.partition("% of ")
        return Term(kind=TermKind.SHARE, text=text, percent=int(percent), name=name)
    if text.startswith("until "):
        return Term(kind=TermKind.UNTIL, text=text, name=text.removeprefix("until "))
    duration = parse_duration(text)
    return Term(kind=TermKind.DURATION, text=text, duration=duration)


def a_rung(name: str, point: Point, **changes: Any) -> Rung:
    percent = changes.pop("percent", 0)
    duration = changes.pop("duration", None)
    trigger = Trigger(
        point=point,
        text=point.value,
        percent=percent,
        duration=parse_duration(duration) if duration else None,
    )
    return Rung(name=name, trigger=trigger, **changes)


def tell(text: str, template: str) -> Notify:
    return Notify(who=who(text), template=template)


def a_field(name: str, kind: FieldType = FieldType.TEXT, **changes: Any) -> Field:
    return Field(name=name, title=title(name), type=kind, **changes)


FIELDS = (
    a_field("place", FieldType.PLACE),
    a_field("category", FieldType.CATEGORY),
    a_field("condition", FieldType.CONDITION),
    a_field("owner", FieldType.DEPARTMENT),
    a_field("description", personal=True),
    a_field("reason", per_step=True),
    a_field("result", per_step=True),
    a_field("until_day", FieldType.DATE),
    a_field("original", FieldType.CASE),
)

STATES = (
    a_state(
        "reported",
        an_action(
            "register",
            "acceptor of centre",
            "registered",
            needs=("category", "condition"),
            notify=(tell("reporter", "registered"),),
        ),
        an_action("merge", "acceptor of centre", "duplicate", needs=("original",)),
        limit=a_limit("30 minutes"),
    ),
    a_state(
        "registered",
        an_action(
            "dispatch",
            "dispatcher of centre",
            "assigned",
            needs=("owner",),
            notify=(tell("coordinator of owner", "new_case"),),
        ),
        assigns=True,
        when_assigned="dispatch",
        limit=a_limit("1 work hour", "20% of promise"),
    ),
    a_state(
        "assigned",
        an_action("accept", "coordinator of owner", "handling"),
        an_action(
            "return", "coordinator of owner", "registered", needs=("reason",), back=True
        ),
        limit=a_limit("4 work hours", "20% of promise"),
        time_is_up=None,
    ),
    a_state(
        "handling",
        an_action("finish", "coordinator of owner", "verifying", needs=("result",)),
        an_action("hold", "coordinator of owner", "waiting", needs=("until_day",)),
    ),
    a_state(
        "waiting",
        an_action("resume", "coordinator of owner", Move.BACK),
        limit=a_limit("until until_day"),
    ),
    a_state(
        "verifying",
        an_action("pass", "inspector of place", "closed", not_by=("finish",)),
        an_action("rework", "inspector of place", "handling", needs=("reason",)),
        limit=a_limit("1 work day"),
    ),
    a_state(
        "closed",
        an_action(
            "reopen",
            "reporter",
            "registered",
            needs=("reason",),
            new_cycle=True,
            within=parse_duration("7 days"),
        ),
        final="solved",
    ),
    a_state("duplicate", final="duplicate"),
)

PAUSES = frozenset({"reported", "registered", "waiting", "verifying"})

CLOCKS = (
    ClockRule(
        name="promise",
        title=title("promise"),
        limit=a_limit("condition.limit"),
        starts_in="registered",
        paused_in=frozenset({"waiting", "verifying"}),
        rungs=(
            a_rung(
                "soon",
                Point.SHARE,
                percent=80,
                notify=(tell("coordinator of owner", "due_soon"),),
            ),
            a_rung("overdue", Point.OVERDUE, raises="overdue"),
        ),
    ),
    ClockRule(
        name="department",
        title=title("department"),
        limit=a_limit("condition.limit"),
        starts_in="assigned",
        per_owner=True,
        paused_in=PAUSES,
    ),
)


def a_definition(*states: State, **changes: Any) -> Definition:
    """The small workflow, with some of its states replaced."""
    every = {state.name: state for state in (*STATES, *states)}
    definition = Definition(
        digest="d" * 64,
        name="small",
        title=title("small"),
        calendar="changchun",
        stages={"handle": title("handle")},
        start="reported",
        report=ReportRule(by=(who("anyone"),), needs=("place", "description")),
        fields={field.name: field for field in FIELDS},
        marks={"overdue": title("overdue")},
        clocks={rule.name: rule for rule in CLOCKS},
        states=every,
        templates={},
    )
    return replace(definition, **changes)


def an_approval(name: str, *chains: str, **changes: Any) -> Approval:
    """Rules by which an action is approved; each chain lists its people by commas."""
    approval = Approval(
        name=name,
        title=title(name),
        decides=tuple(
            tuple(who(each.strip()) for each in chain.split(",")) for chain in chains
        ),
        limit=a_limit("4 work hours"),
        silence=Silence.REFUSED,
    )
    return replace(approval, **changes)


class Play:
    """One case under one workflow in one city, moved on by hand in the pure core."""

    def __init__(
        self, definition: Definition | None = None, city: City | None = None
    ) -> None:
        self.workflow = ready(definition or a_definition())
        self.city = city or a_city()
        self.decisions: list[Decision] = []
        self.case: Case

    def context(self, when: str) -> Context:
        return context_at(self.workflow, self.city, at(when))

    def request(self, action: str, actor: str, **fields: Any) -> Request:
        number = self.case.number if self.decisions else 0
        return Request(
            case=number, action=action, actor=actor, fields=fields, salt="salt"
        )

    def take(self, decided: Decision | Refusal) -> Decision:
        assert isinstance(decided, Decision), decided
        self.decisions.append(decided)
        self.case = decided.case
        return decided

    def step(self, when: str, action: str, actor: str, **fields: Any) -> Decision:
        """A step that is taken, after all that time did before it."""
        request = self.request(action, actor, **fields)
        return self.take(decide_step(self.case, request, self.context(when)))

    def refuse(
        self, when: str, action: str, actor: str, **fields: Any
    ) -> tuple[Blocker, ...]:
        """Every reason against a step; the case stays as it is."""
        request = self.request(action, actor, **fields)
        decided = decide_step(self.case, request, self.context(when))
        assert isinstance(decided, Refusal), decided
        return decided.blockers

    def verdict(
        self,
        when: str,
        action: str,
        actor: str,
        answer: Answer = Answer.GRANTED,
        reason: str = "",
    ) -> Decision | Refusal:
        """What somebody's word on an application leads to, or why it does not count."""
        said = Verdict(
            case=self.case.number,
            action=action,
            actor=actor,
            answer=answer,
            reason=reason,
        )
        return decide_verdict(self.case, said, self.context(when))

    def judge(
        self,
        when: str,
        action: str,
        actor: str,
        answer: Answer = Answer.GRANTED,
        reason: str = "",
    ) -> Decision:
        """A verdict that counts."""
        return self.take(self.verdict(when, action, actor, answer, reason))

    def pass_time(self, when: str) -> Decision:
        """Everything that had become due by then."""
        return self.take(decide_due(self.case, self.context(when)))

    def clock(self, name: str, subject: str = "") -> Clock:
        """A clock of the case, in the last cycle in which it ran."""
        return self.case.clocks[name, subject]

    def report(self, when: str, **fields: Any) -> Decision:
        values = {"place": "220104003", "description": "a cover is gone", **fields}
        request = self.request("report", "reporter", **values)
        opening = Opening(number=20260608000001, channel="test")
        return self.take(decide_report(request, opening, self.context(when)))


def an_assigned_case(play: Play | None = None, condition: str = "3") -> Play:
    """A case that was reported at nine on Monday and lies with the water company."""
    begun = play or Play()
    begun.report("06-08 09:00")
    begun.step("06-08 09:10", "register", "ann", category="C0101", condition=condition)
    return begun


def a_handled_case(play: Play | None = None, condition: str = "3") -> Play:
    """A case that the water company has accepted at half past nine on Monday."""
    begun = an_assigned_case(play, condition)
    begun.step("06-08 09:30", "accept", "wei")
    return begun
