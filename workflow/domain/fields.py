"""What an action asks for: which values were given, and what is wrong with them."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json, read_number
from workflow.domain.context import Context
from workflow.domain.definition import Field, FieldType
from workflow.domain.effects import instant_text

_DIGEST = re.compile(r"[0-9a-f]{64}")

MAX_TEXT = 4000
"""Characters of a text field that sets no bound of its own."""

YEARS = range(1900, 3000)
"""Years of a date or an instant that somebody gives."""

ATTRIBUTES: Mapping[FieldType, str] = {
    FieldType.PLACE: "place",
    FieldType.CATEGORY: "category",
    FieldType.CONDITION: "condition",
    FieldType.DEPARTMENT: "owner",
}
"""Fields whose value is part of the case itself rather than one of its facts."""


_FILE = {"digest", "media_type", "size", "name"}
"""What the record of a file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The values of a step, read by type; `sealed` maps personal ones to digests."""

    values: Mapping[str, Json]
    sealed: Mapping[str, Json]

    def recorded(self) -> dict[str, Json]:
        """The values as history keeps them: personal ones as digests only.

        The name of a file may be somebody's own, so it stays with the attachment.
        """
        files = {
            name: [_without_name(item) for item in value]
            for name, value in self.values.items()
            if isinstance(value, list)
        }
        return {**self.values, **files, **self.sealed}


class _BadValueError(Exception):
    """A value that cannot be read, with the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The fields of an action: what must be given, what can, what is preset."""

    needs: tuple[str, ...]
    may: tuple[str, ...]
    values: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """All fields, each once, the needed ones first."""
        return tuple(dict.fromkeys((*self.needs, *self.may)))


def read_fields(
    wanted: Wanted,
    given: Mapping[str, Json],
    salt: str,
    case: Case,
    context: Context,
) -> tuple[Given, list[Blocker]]:
    """Read what was given, and collect everything that is missing or wrong."""
    reader = _Reader(case, context)
    blockers = _unknown(wanted, given)
    values: dict[str, Json] = {}
    sealed: dict[str, Json] = {}
    for field in reader.in_order(wanted):
        name = field.name
        raw = given.get(name, wanted.values.get(name))
        if raw in (None, "", []) or (isinstance(raw, str) and not raw.strip()):
            blockers += _missing(field, wanted, reader)
            continue
        try:
            values[name] = reader.read(field, raw)
        except _BadValueError as error:
            blockers.append(_bad_field(field, error))
            continue
        if field.personal:
            sealed[name] = seal(salt, name, str(values[name]))
    return Given(values=values, sealed=sealed), blockers


def _without_name(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key != "name"}


def _check_year(year: int) -> None:
    """Refuse a year that somebody mistyped, and by which nothing can be counted."""
    if year not in YEARS:
        first, last = YEARS.start, YEARS.stop - 1
        raise _BadValueError(
            f"年份 {year} 不在 {first} 至 {last} 之间。",
            f"the year {year} is not between {first} and {last}.",
        )


def _bad_field(field: Field, error: _BadValueError) -> Blocker:
    """A refusal is kept, so it does not quote what may have to be erased."""
    zh, en = error.zh, error.en
    if field.personal and field.type is not FieldType.TEXT:
        zh, en = "填写的内容不符合要求。", "what was given does not fit."
    return blocker(BlockerCode.BAD_FIELD, field=field.name, problem_zh=zh, problem=en)


def seal(salt: str, field: str, value: str) -> str:
    """The digest that stands for a personal value in history."""
    content = f"{salt}\x00{field}\x00{value}".encode()
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _unknown(wanted: Wanted, given: Mapping[str, Json]) -> list[Blocker]:
    names = wanted.names()
    offered = ", ".join(names) or "-"
    return [
        blocker(BlockerCode.NO_SUCH_FIELD, field=name, offered=offered)
        for name in given
        if name not in names
    ]


def _missing(field: Field, wanted: Wanted, reader: "_Reader") -> list[Blocker]:
    if field.name not in wanted.needs or _has_already(field, reader):
        return []
    title = field.title
    return [blocker(BlockerCode.MISSING_FIELD, field=field.name, title_zh=title.zh)]


def _has_already(field: Field, reader: "_Reader") -> bool:
    """Whether the case's own value satisfies the need."""
    case = reader.case
    if field.per_step:
        return False
    if field.type is FieldType.CONDITION and reader.category != case.category:
        # The condition of another category says nothing about the new one.
        return False
    attribute = ATTRIBUTES.get(field.type)
    if attribute:
        return attribute != "owner" and bool(getattr(case, attribute))
    return case.facts.get(field.name) is not None


class _Reader:
    """Reads values by the type of their field, within one case and context."""

    def __init__(self, case: Case, context: Context) -> None:
        self.case = case
        self.context = context
        self.category = case.category

    def in_order(self, wanted: Wanted) -> list[Field]:
        """The wanted fields, the category before the condition that belongs to it."""
        fields = [self.context.definition.fields[name] for name in wanted.names()]
        return sorted(fields, key=lambda field: field.type is not FieldType.CATEGORY)

    def read(self, field: Field, raw: Json) -> Json:
        """The value, in the form in which history keeps it."""
        if field.type is not FieldType.FILES and not isinstance(raw, str):
            raise _BadValueError("应为文字。", "it must be given as text.")
        return _READERS[field.type](self, field, raw)

    def text(self, field: Field, raw: Json) -> Json:
        text = str(raw).strip()
        bound = field.high or MAX_TEXT
        if len(text) > bound:
            raise _BadValueError(
                f"有 {len(text)} 个字符，最多 {bound} 个。",
                f"it has {len(text)} characters; at most {bound} are allowed.",
            )
        return text

    def integer(self, field: Field, raw: Json) -> Json:
        try:
            number = int(str(raw))
        except ValueError:
            raise _BadValueError(
                f"“{raw}”不是整数。", f"{raw!r} is not a whole number."
            ) from None
        low, high = field.low, field.high
        if (low is not None and number < low) or (high is not None and number > high):
            raise _BadValueError(
                f"{number} 不在 {low} 至 {high} 之间。",
                f"{number} is not between {low} and {high}.",
            )
        return number

    def day(self, field: Field, raw: Json) -> Json:
        try:
            day = date.fromisoformat(str(raw))
        except ValueError:
            raise _BadValueError(
                f"“{raw}”不是日期，应如 2026-06-09。",
                f"{raw!r} is not a date such as 2026-06-09.",
            ) from None
        _check_year(day.year)
        self._check_ahead(field, day)
        return day.isoformat()

    def _check_ahead(self, field: Field, day: date) -> None:
        """Refuse a date that has passed, or lies farther ahead than is allowed."""
        if field.within is None:
            return
        context = self.context
        last = context.calendar.local(
            context.calendar.due(context.now, field.within)
        ).date()
        if not context.today <= day <= last:
            raise _BadValueError(
                f"{day} 不在 {context.today} 至 {last} 之间。",
                f"{day} is not between {context.today} and {last}.",
            )

    def instant(self, field: Field, raw: Json) -> Json:
        try:
            instant = datetime.fromisoformat(str(raw))
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise _BadValueError(
                f"“{raw}”不是带时区的时刻，应如 2026-06-09T02:00+08:00。",
                f"{raw!r} is not an instant such as 2026-06-09T02:00+08:00.",
            )
        _check_year(instant.year)
        self._check_ahead(field, self.context.calendar.local(instant).date())
        return instant_text(instant)

    def choice(self, field: Field, raw: Json) -> Json:
        if raw not in field.of:
            offered = ", ".join(field.of)
            raise _BadValueError(
                f"“{raw}”不在可选项之列：{offered}。",
                f"{raw!r} is none of {offered}.",
            )
        return raw

    def files(self, field: Field, raw: Json) -> Json:
        if not isinstance(raw, list):
            raise _BadValueError("应为文件。", "it must be given as files.")
        if field.high is not None and len(raw) > field.high:
            raise _BadValueError(
                f"有 {len(raw)} 个文件，最多 {field.high} 个。",
                f"{len(raw)} files were given; at most {field.high} are allowed.",
            )
        for item in raw:
            self._check_file(field, item)
        return raw

    def _check_file(self, field: Field, item: Json) -> None:
        if not isinstance(item, dict) or not item.keys() >= _FILE:
            raise _BadValueError("应为文件。", "it must be given as files.")
        if _DIGEST.fullmatch(str(item["digest"])) is None:
            raise _BadValueError("文件摘要有误。", "the digest of a file is wrong.")
        kind = str(item["media_type"])
        accepted = any(
            kind.startswith("image/") if one == "image" else kind.endswith(f"/{one}")
            for one in field.accept
        )
        if field.accept and not accepted:
            offered = ", ".join(field.accept)
            raise _BadValueError(
                f"{item['name']} 的内容为 {kind}，只接受：{offered}。",
                f"{item['name']} contains {kind}; only {offered} is accepted.",
            )

    def case_number(self, _field: Field, raw: Json) -> Json:
        number = read_number(str(raw))
        if number is None:
            raise _BadValueError(
                f"“{raw}”不是案件编号。", f"{raw!r} is not a case number."
            )
        return number

    def place(self, _field: Field, raw: Json) -> Json:
        if raw not in self.context.city.organisation.places:
            raise _BadValueError(
                f"没有代码为 {raw} 的地点。", f"there is no place {raw}."
            )
        return raw

    def category_code(self, _field: Field, raw: Json) -> Json:
        if raw not in self.context.city.catalogue.categories:
            raise _BadValueError(
                f"立案标准中没有类别 {raw}。", f"the catalogue has no category {raw}."
            )
        # A condition given in the same step belongs to the category given with it.
        self.category = str(raw)
        return raw

    def condition(self, _field: Field, raw: Json) -> Json:
        category = self.context.city.catalogue.categories.get(self.category)
        if category is None:
            raise _BadValueError("请先给出类别。", "give the category first.")
        if raw not in category.conditions:
            offered = ", ".join(category.conditions)
            raise _BadValueError(
                f"类别 {self.category} 没有立案条件 {raw}，只有：{offered}。",
                f"category {self.category} has no condition {raw}, only {offered}.",
            )
        return raw

    def department(self, _field: Field, raw: Json) -> Json:
        department = self.context.city.organisation.departments.get(str(raw))
        if department is None:
            raise _BadValueError(f"没有部门 {raw}。", f"there is no department {raw}.")
        closed = department.closed_on
        if closed is not None and closed <= self.context.today:
            raise _BadValueError(
                f"部门 {raw} 已于 {closed} 撤销。",
                f"department {raw} was closed on {closed}.",
            )
        return raw


_READERS: Mapping[FieldType, Callable[[_Reader, Field, Json], Json]] = {
    FieldType.TEXT: _Reader.text,
    FieldType.INTEGER: _Reader.integer,
    FieldType.DATE: _Reader.day,
    FieldType.INSTANT: _Reader.instant,
    FieldType.CHOICE: _Reader.choice,
    FieldType.FILES: _Reader.files,
    FieldType.CASE: _Reader.case_number,
    FieldType.PLACE: _Reader.place,
    FieldType.CATEGORY: _Reader.category_code,
    FieldType.CONDITION: _Reader.condition,
    FieldType.DEPARTMENT: _Reader.department,
}
