"""A small city as files, for tests that read a folder and change one line of it."""

from pathlib import Path

PLACES = "organisation/places.csv"
CODES = "organisation/codes.yaml"
DEPARTMENTS = "organisation/departments.yaml"
POSTS = "organisation/posts.yaml"
PEOPLE = "organisation/people.yaml"
RULES = "organisation/responsibilities.yaml"
SOURCES = "categories/sources.yaml"
CATEGORIES = "categories/small.csv"
CALENDAR = "calendars/small.yaml"

SMALL = {
    PLACES: (
        "code,level,parent,name_zh,name_en\n"
        "2201,city,,甲市,Town\n"
        "220104,district,2201,乙区,East\n"
        "220105,district,2201,丙区,West\n"
        "220104003,street,220104,丁街道,Lake\n"
    ),
    CODES: 'grid_digits: ["15"]\n',
    DEPARTMENTS: (
        "departments:\n"
        "  water:\n"
        "    title: {zh: 供水, en: Water}\n"
        "    kind: water\n"
        '    serves: "2201"\n'
        "patterns:\n"
        "  - key: order_{district}\n"
        "    for_each: district\n"
        '    title: {zh: "{place}执法", en: "Order of {place}"}\n'
        "    kind: order\n"
        "    parent: water\n"
    ),
    POSTS: "posts:\n  head: {zh: 负责人, en: Head}\n",
    PEOPLE: (
        "people:\n"
        "  li_na:\n"
        "    name: 李娜\n"
        "    addresses: {smtp: li@town.example}\n"
        "    away: [2026-07-20..2026-07-24]\n"
        "    holds:\n"
        "      - {post: head, of: water, since: 2026-01-01, substitute: bo}\n"
        "  bo:\n"
        "    name: Bo\n"
        "    language: en\n"
        "    holds:\n"
        "      - post: head\n"
        "        of: every order\n"
        "        but: [order_220105]\n"
        "        since: 2026-01-01\n"
    ),
    RULES: (
        "prefer: [narrower place, condition, ruling before list, newest]\n"
        "rules:\n"
        "  covers:\n"
        "    categories: [C0101]\n"
        '    at: "2201"\n'
        "    lead: water\n"
        "    assisting: [nearest order]\n"
        "    basis: 条例\n"
        "    since: 2026-01-01\n"
    ),
    SOURCES: (
        "sources:\n"
        "  own: {title: {zh: 标准, en: Standard}, address: https://town.example}\n"
    ),
    CATEGORIES: (
        "code,condition,class,title_zh,title_en,condition_zh,condition_en,limit,"
        "urgent,self_handled,closing_zh,source\n"
        "C0101,1,component,井盖,Cover,缺失,missing,2 hours,yes,no,已恢复,own\n"
        "C0101,2,component,井盖,Cover,破损,broken,2 work days,no,no,已修复,own\n"
    ),
    CALENDAR: (
        "calendar: small\n"
        "zone: Asia/Shanghai\n"
        "work_day: 8 work hours\n"
        "week: {mon-fri: [08:30-12:00, 13:00-17:30]}\n"
        "published: [2026]\n"
        "holidays:\n"
        "  2026: [01-01..01-03]\n"
    ),
}


def a_folder(at: Path, changes: dict[str, str | None] | None = None) -> Path:
    """The small city; a change to None leaves the file out."""
    for name, content in {**SMALL, **(changes or {})}.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_text(content)
    return at


def with_line(file: str, old: str, new: str) -> dict[str, str | None]:
    assert SMALL[file].count(old) >= 1
    return {file: SMALL[file].replace(old, new, 1)}
