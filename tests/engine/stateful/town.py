"""A small town in which drawn workflows run: its files, its people, its database."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.authoring.small_city import (
    CALENDAR,
    DEPARTMENTS,
    PEOPLE,
    POSTS,
    RULES,
    a_folder,
)
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city, documents_to_json
from workflow.authoring.flow.checks import Known, known_of
from workflow.domain.catalogue import Catalogue
from workflow.domain.worktime import CalendarRules
from workflow.now import now
from workflow.store import reference
from workflow.store.database import open_database

OFFICE = "office"
"""Half days of a bureau by the hour; its winter is shorter, its year ends on leave."""
YARD = "yard"
"""Days are the same time later, into the night, and the clock is changed twice."""

_HOLDS = {
    "ann": {"clerk": "centre"},
    "amy": {"clerk": "centre", "head": "centre"},
    "bea": {"head": "centre"},
    "cho": {"deputy": "centre"},
    "dee": {"judge": "centre"},
    "wei": {"coordinator": "water"},
    "hua": {"head": "water"},
    "rob": {"coordinator": "roads"},
    "rui": {"head": "roads"},
}

PEOPLE_OF = {
    (post, unit): frozenset(
        person for person, posts in _HOLDS.items() if posts.get(post) == unit
    )
    for posts in _HOLDS.values()
    for post, unit in posts.items()
}
"""Who holds a post in a department."""

PERSONS = tuple(_HOLDS)

STRANGERS = ("reporter", "nobody")

LEADS = {"C0101": "water", "C0102": "roads"}
"""The owner that the list of duties names for each category."""

PLACE = "220104003"


def _people() -> str:
    lines = ["people:"]
    for person, posts in _HOLDS.items():
        lines += [f"  {person}:", f"    name: {person.title()}", "    language: en"]
        lines.append("    holds:")
        lines += [
            f"      - {{post: {post}, of: {unit}, since: 2020-01-01}}"
            for post, unit in posts.items()
        ]
    return "\n".join(lines) + "\n"


_TITLE = "title: {zh: 部门, en: Department}"
_FILES: dict[str, str | None] = {
    DEPARTMENTS: "departments:\n"
    + "".join(
        f'  {key}: {{{_TITLE}, kind: {key}, serves: "2201"}}\n'
        for key in ("centre", "water", "roads")
    ),
    POSTS: "posts:\n"
    + "".join(
        f"  {post}: {{zh: 岗位, en: Post}}\n"
        for post in dict.fromkeys(post for post, _ in PEOPLE_OF)
    ),
    PEOPLE: _people(),
    RULES: ("prefer: [narrower place, condition, ruling before list, newest]\nrules:\n")
    + "".join(
        f"  {lead}:\n"
        f"    categories: [{category}]\n"
        '    at: "2201"\n'
        f"    lead: {lead}\n"
        "    assisting: []\n"
        "    basis: 条例\n"
        "    since: 2020-01-01\n"
        for category, lead in LEADS.items()
    ),
    "categories/small.csv": (
        "code,condition,class,title_zh,title_en,condition_zh,condition_en,limit,"
        "urgent,self_handled,closing_zh,source\n"
        "C0101,1,component,井盖,Cover,缺失,missing,2 work days,no,no,已恢复,own\n"
        "C0102,1,component,路灯,Lamp,熄灭,dark,3 days,no,no,已修复,own\n"
    ),
    CALENDAR: None,
    "calendars/office.yaml": (
        "calendar: office\n"
        "zone: Asia/Shanghai\n"
        "work_day: 8 work hours\n"
        "week: {mon-fri: [08:30-12:00, 13:00-17:30]}\n"
        "hours_between:\n"
        "  - {from: 11-01, to: 03-31, week: {mon-fri: [08:30-12:00, 13:00-17:00]}}\n"
        "published: [2026, 2027]\n"
        "holidays:\n"
        "  2026: [10-01..10-07, 12-31]\n"
        "  2027: [01-01..01-03]\n"
        "make_up:\n"
        "  2026: [10-10]\n"
    ),
    "calendars/yard.yaml": (
        "calendar: yard\n"
        "zone: America/New_York\n"
        "work_day: same time\n"
        "week: {mon-thu: [08:00-16:00, 20:00-24:00], sat: [00:00-06:00]}\n"
        "published: [2026]\n"
        "holidays:\n"
        "  2026: [11-26, 12-24..12-31]\n"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The town once for a whole run: a database that knows it, to be copied."""

    database: Path
    known: Known
    rules: Mapping[str, CalendarRules]
    catalogue: Catalogue


def build_town(migrated: Path, folder: Path) -> Town:
    """The town in a copy of a migrated database."""
    documents, findings = read_city(a_folder(folder / "town", _FILES))
    assert documents is not None, findings
    city = build_city(documents, revision=1)
    path = folder / "town.db"
    path.write_bytes(migrated.read_bytes())
    database = open_database(str(path))
    with database.writing() as connection:
        kept = documents_to_json(documents)
        reference.add(connection, kept, at=now(), by="setup")
        connection.commit()
    database.close()
    rules = {name: each.rules for name, each in city.calendars.items()}
    return Town(
        database=path, known=known_of(city), rules=rules, catalogue=city.catalogue
    )
