"""Whatever is wrong in a city's folder is said at its line, all of it at once."""

from pathlib import Path

import pytest

from tests.authoring.small_city import (
    CALENDAR,
    CATEGORIES,
    DEPARTMENTS,
    PEOPLE,
    PLACES,
    POSTS,
    RULES,
    SMALL,
    SOURCES,
    a_folder,
    with_line,
)
from workflow.authoring.city.folder import read_city
from workflow.authoring.text.findings import Severity, line_of


def sentences(folder: Path) -> list[str]:
    documents, findings = read_city(folder)
    has_errors = any(found.severity is Severity.ERROR for found in findings)
    assert (documents is None) == has_errors
    return [line_of(finding) for finding in findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {POSTS: None},
            [
                (
                    "organisation/posts.yaml:1:1: the file cannot be read (No "
                    "such file or directory); put organisation/posts.yaml "
                    "into the folder of the definitions"
                ),
            ],
            id="no file",
        ),
        pytest.param(
            {CATEGORIES: None, CALENDAR: None},
            [
                (
                    "calendars:1:1: there is no file *.yaml in this folder; "
                    "add at least one"
                ),
                (
                    "categories:1:1: there is no file *.csv in this folder; "
                    "add at least one"
                ),
            ],
            id="empty folders",
        ),
        pytest.param(
            with_line(DEPARTMENTS, "    kind: water", "    knd: water"),
            [
                (
                    "organisation/departments.yaml:3:5 departments.water: the "
                    'key "kind" is missing; add it'
                ),
                (
                    "organisation/departments.yaml:4:5 departments.water.knd: "
                    'the key "knd" is not known; did you mean "kind"?'
                ),
            ],
            id="unknown key",
        ),
        pytest.param(
            with_line(PLACES, "220105,district", "220105,county"),
            [
                (
                    'organisation/places.csv:4:2 level: "county": input '
                    "should be 'city', 'district', 'street', 'community', "
                    "'grid' or 'building'; correct the cell"
                ),
            ],
            id="unknown level",
        ),
        pytest.param(
            with_line(PLACES, "220105,", "220104,"),
            [
                (
                    "organisation/places.csv:4:1 code: 220104 stands on line "
                    "3 already; keep one of the two"
                ),
            ],
            id="place twice",
        ),
        pytest.param(
            with_line(PLACES, "220104003,street", "2201040031,street"),
            [
                (
                    "organisation/places.csv:5:1 code: 2201040031 is not the "
                    "code of a street; a street has 9 digits"
                ),
            ],
            id="bad code",
        ),
        pytest.param(
            with_line(PEOPLE, "of: water", "of: wather"),
            [
                (
                    "organisation/people.yaml:7:9 people.li_na.holds[0]: "
                    "wather is neither a department nor a place; give the key "
                    "of a department or the code of a place"
                ),
            ],
            id="unknown unit",
        ),
        pytest.param(
            {
                PEOPLE: f"{SMALL[PEOPLE]}rosters:\n"
                "  - {post: head, of: water, turns: weekly, since: 2026-06-01, "
                "order: [li_na, eve], swaps: {2026-05-31: li_na}}\n"
                "  - {post: head, of: wather, turns: weekly, since: 2026-06-01, "
                "until: 2026-05-01, order: [bo]}\n"
            },
            [
                (
                    "organisation/people.yaml:17:78 rosters[0].order[1]: eve is "
                    "nobody's key; list the person too, or correct the key"
                ),
                (
                    "organisation/people.yaml:17:104 rosters[0].swaps.2026-05-31: the "
                    "roster says nothing about 2026-05-31; correct the day, or the "
                    "period of the roster"
                ),
                (
                    "organisation/people.yaml:18:22 rosters[1].of: wather is neither a "
                    "department nor a place; give the key of a department or the code "
                    "of a place"
                ),
                (
                    "organisation/people.yaml:18:71 rosters[1].until: the roster ends "
                    "on 2026-05-01, before it begins; put the two dates in order"
                ),
                (
                    "organisation/people.yaml:18:91 rosters[1].order[0]: bo is not "
                    "head of wather in that time; add the post to what they hold, or "
                    "take them out of the order"
                ),
            ],
            id="rosters that cannot be",
        ),
        pytest.param(
            {
                PEOPLE: f"{SMALL[PEOPLE]}rosters:\n"
                "  - {post: head, of: water, turns: monthly, since: 2026-06-01, "
                "order: [li_na], swap: {}}\n"
            },
            [
                (
                    "organisation/people.yaml:17:36 rosters[0].turns: "
                    "\"monthly\": input should be 'daily' or 'weekly'; correct the "
                    "value"
                ),
                (
                    'organisation/people.yaml:17:80 rosters[0].swap: the key "swap" is '
                    'not known; did you mean "swaps"?'
                ),
            ],
            id="a roster of another shape",
        ),
        pytest.param(
            {
                PEOPLE: f"{SMALL[PEOPLE]}rosters:\n"
                "  - {post: head, of: water, turns: daily, since: 2026-06-01, "
                "order: []}\n"
            },
            [
                (
                    "organisation/people.yaml:17:69 rosters[0].order: a roster of "
                    "nobody leaves the post empty; name those who take turns"
                ),
            ],
            id="a roster of nobody",
        ),
        pytest.param(
            with_line(PEOPLE, "of: every order", "of: every ordre"),
            [
                (
                    "organisation/people.yaml:13:13 people.bo.holds[0].of: "
                    '"every ordre" means no unit of this city; name a level '
                    "of places, a kind of departments, or `department`"
                ),
            ],
            id="unknown sort",
        ),
        pytest.param(
            with_line(PEOPLE, "2026-07-20..2026-07-24", "next week"),
            [
                (
                    "organisation/people.yaml:5:12 people.li_na.away[0]: "
                    '"next week" is no range of dates; write "2026-07-20" or '
                    '"2026-07-20..2026-07-24"; correct the value'
                ),
            ],
            id="bad absence",
        ),
        pytest.param(
            with_line(DEPARTMENTS, "key: order_{district}", "key: order_{street}"),
            [
                (
                    "organisation/departments.yaml:7:5 patterns[0]: a "
                    "placeholder names a level that is not above 220104; "
                    "write {district} or a level above it"
                ),
                (
                    "organisation/people.yaml:13:13 people.bo.holds[0].of: "
                    '"every order" means no unit of this city; name a level '
                    "of places, a kind of departments, or `department`"
                ),
                (
                    "organisation/responsibilities.yaml:7:17 "
                    "rules.covers.assisting[0]: no department is of the kind "
                    "order; known are: water"
                ),
            ],
            id="level below",
        ),
        pytest.param(
            with_line(DEPARTMENTS, "key: order_{district}", "key: order"),
            [
                (
                    "organisation/departments.yaml:7:5 patterns[0]: there is "
                    "a department order already; write {district} in the key, "
                    "or leave a place out"
                ),
            ],
            id="same key twice",
        ),
        pytest.param(
            with_line(RULES, "[C0101]", "[C0110]"),
            [
                (
                    "organisation/responsibilities.yaml:3:3 rules: C0101 has "
                    "no owner in 3 places, such as 220104; add a rule for the "
                    "city that names no condition and has no end"
                ),
                (
                    "organisation/responsibilities.yaml:4:18 "
                    "rules.covers.categories[0]: there is no category C0110; "
                    'did you mean "C0101"?'
                ),
            ],
            id="unknown category",
        ),
        pytest.param(
            with_line(RULES, "    lead: water", '    condition: "3"\n    lead: water'),
            [
                (
                    "organisation/responsibilities.yaml:3:3 rules: C0101 has "
                    "no owner in 3 places, such as 220104; add a rule for the "
                    "city that names no condition and has no end"
                ),
                (
                    "organisation/responsibilities.yaml:6:16 "
                    "rules.covers.condition: C0101 has no condition 3; it "
                    "has: 1, 2"
                ),
            ],
            id="unknown condition",
        ),
        pytest.param(
            with_line(RULES, "[nearest order]", "[water, roads]"),
            [
                (
                    "organisation/responsibilities.yaml:7:17 "
                    "rules.covers.assisting[0]: water is named in this rule "
                    "already; take it away"
                ),
                (
                    "organisation/responsibilities.yaml:7:24 "
                    "rules.covers.assisting[1]: there is no department roads; "
                    "known are: water, order_220104, order_220105"
                ),
            ],
            id="assisting departments",
        ),
        pytest.param(
            with_line(RULES, 'at: "2201"', 'at: "2202"'),
            [
                (
                    "organisation/responsibilities.yaml:3:3 rules: C0101 has "
                    "no owner in 3 places, such as 220104; add a rule for the "
                    "city that names no condition and has no end"
                ),
                (
                    "organisation/responsibilities.yaml:5:9 rules.covers.at: "
                    "2202 is no place of this city; give the code of a listed "
                    "place"
                ),
            ],
            id="rule of another city",
        ),
        pytest.param(
            with_line(CATEGORIES, "C0101,2", "C0101,1"),
            [
                (
                    "categories/small.csv:3:2 condition: C0101 has a "
                    "condition 1 already; give it the next number"
                ),
            ],
            id="condition twice",
        ),
        pytest.param(
            with_line(CATEGORIES, "2 work days", "2 weeks"),
            [
                (
                    'categories/small.csv:3:8 limit: "2 weeks" has the '
                    'unknown unit "weeks"; write minutes, hours, days, work '
                    "minutes, work hours or work days "
                    "(分钟, 小时, 天, 自然日, 工作分钟, 工作时, 工作日, "
                    "紧急分钟, 紧急工作时, 紧急工作日); correct the cell"
                ),
            ],
            id="bad limit",
        ),
        pytest.param(
            with_line(CATEGORIES, "component,井盖,Cover,破损", "event,井,Pit,破损"),
            [
                (
                    "categories/small.csv:3:3 class: C0101 is of the class "
                    "event; codes of components begin with C, those of events "
                    "with E"
                ),
                (
                    "categories/small.csv:3:4 title_zh: C0101 is 井盖 "
                    "(component) further up; a code has one name and one "
                    "class; correct one of the rows"
                ),
            ],
            id="two names",
        ),
        pytest.param(
            with_line(SOURCES, "  own:", "  other:"),
            [
                (
                    "categories/small.csv:2:12 source: the source own is not "
                    "described; add it to categories/sources.yaml"
                ),
                (
                    "categories/small.csv:3:12 source: the source own is not "
                    "described; add it to categories/sources.yaml"
                ),
            ],
            id="unknown source",
        ),
        pytest.param(
            with_line(CALENDAR, "[01-01..01-03]", "[02-30]"),
            [
                (
                    'calendars/small.yaml:7:10 holidays.2026[0]: "02-30" is '
                    'no day of a year; write month and day, such as "02-15"; '
                    "correct the day"
                ),
            ],
            id="bad holiday",
        ),
        pytest.param(
            with_line(CALENDAR, "8 work hours", "2 days"),
            [
                (
                    'calendars/small.yaml:3:11 work_day: "2 days" does not '
                    'say how long a work day is; write "8 work hours" or '
                    '"same time"; correct the value'
                ),
            ],
            id="bad work day",
        ),
        pytest.param(
            with_line(CALENDAR, "Asia/Shanghai", "Asia/Changchun"),
            [
                (
                    "calendars/small.yaml:2:7 zone: The zone "
                    '"Asia/Changchun" is unknown; write an IANA name such as '
                    '"Asia/Shanghai"'
                ),
            ],
            id="bad zone",
        ),
        pytest.param(
            with_line(CALENDAR, "published: [2026]", "published: []"),
            [
                (
                    "calendars/small.yaml:5:12 published: 2026 has holidays, "
                    "but does not count as published; add it, or what falls "
                    "due in it stays provisional"
                ),
            ],
            id="year not published",
        ),
        pytest.param(
            with_line(CALENDAR, "published: [2026]", "published: [2026, 2028]"),
            [
                (
                    "calendars/small.yaml:5:12 published: 2027 is left out between "
                    "the published years 2026 and 2028; what falls due in it stays "
                    "provisional until its holidays are added"
                ),
            ],
            id="year left out",
        ),
        pytest.param(
            with_line(
                CALENDAR, "holidays:", "notices: {2027: {papers: [x]}}\nholidays:"
            ),
            [
                (
                    "calendars/small.yaml:6:17 notices.2027: there is a notice for "
                    "2027, which does not count as published; add the year to "
                    "published, or take the notice away"
                ),
            ],
            id="notice alone",
        ),
        pytest.param(
            with_line(
                CALENDAR, "holidays:", "notices: {2026: {papers: []}}\nholidays:"
            ),
            [
                (
                    "calendars/small.yaml:6:26 notices.2026.papers: list should have "
                    "at least 1 item after validation, not 0; correct the value"
                ),
            ],
            id="notice without papers",
        ),
        pytest.param(
            with_line(CALENDAR, "[01-01..01-03]", "[01-03..01-01]"),
            [
                (
                    'calendars/small.yaml:7:10 holidays.2026[0]: "01-03..01-01" ends '
                    "before it begins; put its days in order; correct the day"
                ),
            ],
            id="days that end before they begin",
        ),
        pytest.param(
            with_line(CALENDAR, "holidays:", "make_up: {2026: [01-03]}\nholidays:"),
            [
                (
                    "calendars/small.yaml:6:18 make_up.2026[0]: 2026-01-03 is both a "
                    "holiday and a make-up day; keep one of the two"
                ),
            ],
            id="holiday and make-up day",
        ),
        pytest.param(
            with_line(
                CALENDAR,
                "holidays:",
                "dates: {2026-06-09: [08:30-12:00, 11:00-15:30]}\nholidays:",
            ),
            [
                (
                    "calendars/small.yaml:6:21 dates.2026-06-09: 2026-06-09 has the "
                    "spans 08:30-12:00 and 11:00-15:30, which overlap; let one end "
                    "before the next starts"
                ),
            ],
            id="spans overlap",
        ),
        pytest.param(
            with_line(
                CALENDAR,
                "holidays:",
                "hours_between:\n"
                "  - {from: 01-01, to: 01-31, week: {mon-fri: [08:00-16:00]}}\n"
                "  - from: 02-01\n"
                "    to: 02-20\n"
                "    week:\n"
                "      mon-thu: [08:00-16:00]\n"
                "      fri: [16:00-08:00, 08:00-16:00]\n"
                "  - {from: 02-20, to: 02-28, week: {mon-fri: [08:00-16:00]}}\n"
                "make_up:\n"
                "  2026: [01-10,\n"
                "         01-12]\n"
                "holidays:",
            ),
            [
                (
                    "calendars/small.yaml:12:12 hours_between[1].week.fri: Friday in "
                    "the season 02-01..02-20 has the span 16:00-08:00, which does not "
                    "end after it starts; for a night write two spans, one up to 24:00 "
                    "and one from 00:00 of the next day"
                ),
                (
                    "calendars/small.yaml:13:5 hours_between[2]: On 02-20 both the "
                    "season 02-01..02-20 and the season 02-20..02-28 hold; let one end "
                    "before the next starts"
                ),
                (
                    "calendars/small.yaml:16:10 make_up.2026[1]: 2026-01-12 is a "
                    "make-up day, but a Monday is worked anyway; a make-up day is a "
                    "day off that is worked"
                ),
            ],
            id="seasons and make-up days",
        ),
        pytest.param(
            with_line(
                CALENDAR,
                "holidays:",
                "dates: {2026-06-09: [13:00-12:00, 13:00-22:00]}\nholidays:",
            ),
            [
                (
                    "calendars/small.yaml:6:21 dates.2026-06-09: 2026-06-09 has the "
                    "span 13:00-12:00, which does not end after it starts; for a "
                    "night write two spans, one up to 24:00 and one from 00:00 of "
                    "the next day"
                ),
            ],
            id="span ends before it starts",
        ),
        pytest.param(
            {"calendars/z.yaml": SMALL[CALENDAR]},
            [
                (
                    "calendars/z.yaml:1:11 calendar: there is another "
                    "calendar small; give it a name of its own"
                ),
            ],
            id="calendar twice",
        ),
        pytest.param(
            {POSTS: SMALL[POSTS] + "powers:\n  dismis: [head of water]\n"},
            [
                (
                    "organisation/posts.yaml:4:3 powers.dismis: the key "
                    '"dismis" is not known; did you mean "dismiss"?'
                ),
            ],
            id="unknown power",
        ),
        pytest.param(
            {POSTS: SMALL[POSTS] + "powers:\n  dismiss: [head]\n"},
            [
                (
                    'organisation/posts.yaml:4:13 powers.dismiss[0]: "head" names '
                    'no post; write it as "shift_leader of command_centre", with '
                    "the key of a department or the code of a place; correct the "
                    "value"
                ),
            ],
            id="power of no unit",
        ),
        pytest.param(
            {POSTS: SMALL[POSTS] + "powers:\n  import: [chief of fire]\n"},
            [
                (
                    "organisation/posts.yaml:4:11 powers.import: there is no post "
                    "chief; list the post too"
                ),
                (
                    "organisation/posts.yaml:4:11 powers.import: fire is neither a "
                    "department nor a place; give the key of a department or the "
                    "code of a place"
                ),
            ],
            id="power of nobody",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_line(
    tmp_path: Path, changes: dict[str, str | None], expected: list[str]
) -> None:
    assert sentences(a_folder(tmp_path, changes)) == expected


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    changes = {
        **with_line(PLACES, "220105,district", "220105,county"),
        **with_line(DEPARTMENTS, "kind: water", "knd: water"),
        **with_line(CATEGORIES, "2 work days", "2 weeks"),
        **with_line(CALENDAR, "8 work hours", "2 days"),
    }

    files = {line.partition(":")[0] for line in sentences(a_folder(tmp_path, changes))}

    assert files == {PLACES, DEPARTMENTS, CATEGORIES, CALENDAR}
