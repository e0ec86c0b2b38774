"""Reads a value that somebody gave by the type of its field, or says what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

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


_LISTS = frozenset({FieldType.FILES, FieldType.DEPARTMENTS})
"""Types whose value is a list."""

_FILE = {"digest", "media_type", "size", "name"}
"""What the record of a file says."""


class BadValueError(Exception):
    """A value that cannot be read, with the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def _check_year(year: int) -> None:
    """Refuse a year that somebody mistyped, and by which nothing can be counted."""
    if year not in YEARS:
        first, last = YEARS.start, YEARS.stop - 1
        raise BadValueError(
            f"年份 {year} 不在 {first} 至 {last} 之间。",
            f"the year {year} is not between {first} and {last}.",
        )


class Reader:
    """Reads values by the type of their field, within one case and context."""

    def __init__(self, case: Case, context: Context) -> None:
        self.case = case
        self.context = context
        self.category = case.category

    def in_order(self, names: tuple[str, ...]) -> list[Field]:
        """The fields of these names, the category before the condition of it."""
        fields = [self.context.definition.fields[name] for name in names]
        return sorted(fields, key=lambda field: field.type is not FieldType.CATEGORY)

    def read(self, field: Field, raw: Json) -> Json:
        """The value, in the form in which history keeps it."""
        if field.type not in _LISTS and not isinstance(raw, str):
            raise BadValueError("应为文字。", "it must be given as text.")
        return _READERS[field.type](self, field, raw)

    def text(self, field: Field, raw: Json) -> Json:
        """A text without blanks around it, within its bound."""
        text = str(raw).strip()
        bound = field.high or MAX_TEXT
        if len(text) > bound:
            raise BadValueError(
                f"有 {len(text)} 个字符，最多 {bound} 个。",
                f"it has {len(text)} characters; at most {bound} are allowed.",
            )
        return text

    def integer(self, field: Field, raw: Json) -> Json:
        """A whole number within its bounds."""
        try:
            number = int(str(raw))
        except ValueError:
            raise BadValueError(
                f"“{raw}”不是整数。", f"{raw!r} is not a whole number."
            ) from None
        low, high = field.low, field.high
        if (low is not None and number < low) or (high is not None and number > high):
            raise BadValueError(
                f"{number} 不在 {low} 至 {high} 之间。",
                f"{number} is not between {low} and {high}.",
            )
        return number

    def day(self, field: Field, raw: Json) -> Json:
        """A calendar date as ISO text, within reach where the field says so."""
        try:
            day = date.fromisoformat(str(raw))
        except ValueError:
            raise BadValueError(
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
        calendar, now = self.context.calendar, self.context.now
        # What time does late is judged as it was when it was due.
        first = calendar.local(now).date()
        last = calendar.local(calendar.due(now, field.within)).date()
        if not first <= day <= last:
            raise BadValueError(
                f"{day} 不在 {first} 至 {last} 之间。",
                f"{day} is not between {first} and {last}.",
            )

    def instant(self, field: Field, raw: Json) -> Json:
        """An instant in UTC as history keeps it."""
        try:
            instant = datetime.fromisoformat(str(raw))
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise BadValueError(
                f"“{raw}”不是带时区的时刻，应如 2026-06-09T02:00+08:00。",
                f"{raw!r} is not an instant such as 2026-06-09T02:00+08:00.",
            )
        _check_year(instant.year)
        self._check_ahead(field, self.context.calendar.local(instant).date())
        return instant_text(instant)

    def choice(self, field: Field, raw: Json) -> Json:
        """One of the field's values."""
        if raw not in field.of:
            offered = ", ".join(field.of)
            raise BadValueError(
                f"“{raw}”不在可选项之列：{offered}。",
                f"{raw!r} is none of {offered}.",
            )
        return raw

    def files(self, field: Field, raw: Json) -> Json:
        """Records of files that were stored before."""
        if not isinstance(raw, list):
            raise BadValueError("应为文件。", "it must be given as files.")
        if field.high is not None and len(raw) > field.high:
            raise BadValueError(
                f"有 {len(raw)} 个文件，最多 {field.high} 个。",
                f"{len(raw)} files were given; at most {field.high} are allowed.",
            )
        for item in raw:
            self._check_file(field, item)
        return raw

    def _check_file(self, field: Field, item: Json) -> None:
        if not isinstance(item, dict) or not item.keys() >= _FILE:
            raise BadValueError("应为文件。", "it must be given as files.")
        if _DIGEST.fullmatch(str(item["digest"])) is None:
            raise BadValueError("文件摘要有误。", "the digest of a file is wrong.")
        kind = str(item["media_type"])
        accepted = any(
            kind.startswith("image/") if one == "image" else kind.endswith(f"/{one}")
            for one in field.accept
        )
        if field.accept and not accepted:
            offered = ", ".join(field.accept)
            raise BadValueError(
                f"{item['name']} 的内容为 {kind}，只接受：{offered}。",
                f"{item['name']} contains {kind}; only {offered} is accepted.",
            )

    def case_number(self, _field: Field, raw: Json) -> Json:
        """The number of another case."""
        number = read_number(str(raw))
        if number is None:
            raise BadValueError(
                f"“{raw}”不是案件编号。", f"{raw!r} is not a case number."
            )
        return number

    def place(self, _field: Field, raw: Json) -> Json:
        """The code of a place of the city."""
        if raw not in self.context.city.organisation.places:
            raise BadValueError(
                f"没有代码为 {raw} 的地点。", f"there is no place {raw}."
            )
        return raw

    def category_code(self, _field: Field, raw: Json) -> Json:
        """The code of a category of the catalogue."""
        if raw not in self.context.city.catalogue.categories:
            raise BadValueError(
                f"立案标准中没有类别 {raw}。", f"the catalogue has no category {raw}."
            )
        # A condition given in the same step belongs to the category given with it.
        self.category = str(raw)
        return raw

    def condition(self, _field: Field, raw: Json) -> Json:
        """The number of a condition of the category."""
        category = self.context.city.catalogue.categories.get(self.category)
        if category is None:
            raise BadValueError("请先给出类别。", "give the category first.")
        if raw not in category.conditions:
            offered = ", ".join(category.conditions)
            raise BadValueError(
                f"类别 {self.category} 没有立案条件 {raw}，只有：{offered}。",
                f"category {self.category} has no condition {raw}, only {offered}.",
            )
        return raw

    def department(self, _field: Field, raw: Json) -> Json:
        """The key of a department that is open."""
        department = self.context.city.organisation.departments.get(str(raw))
        if department is None:
            raise BadValueError(f"没有部门 {raw}。", f"there is no department {raw}.")
        closed = department.closed_on
        if closed is not None and closed <= self.context.today:
            raise BadValueError(
                f"部门 {raw} 已于 {closed} 撤销。",
                f"department {raw} was closed on {closed}.",
            )
        return raw

    def departments(self, field: Field, raw: Json) -> Json:
        """The keys of several open departments, each once.

        Written as `water, roads`, or given as a list.
        """
        given = raw if isinstance(raw, list) else re.split(r"[,，\s]+", str(raw))
        keys = [str(each) for each in given if str(each).strip()]
        if field.high is not None and len(keys) > field.high:
            raise BadValueError(
                f"最多 {field.high} 个部门。", f"at most {field.high} departments."
            )
        for each in keys:
            if keys.count(each) > 1:
                raise BadValueError(
                    f"部门 {each} 重复。", f"department {each} stands there twice."
                )
            self.department(field, each)
        return [*keys]


_READERS: Mapping[FieldType, Callable[[Reader, Field, Json], Json]] = {
    FieldType.TEXT: Reader.text,
    FieldType.INTEGER: Reader.integer,
    FieldType.DATE: Reader.day,
    FieldType.INSTANT: Reader.instant,
    FieldType.CHOICE: Reader.choice,
    FieldType.FILES: Reader.files,
    FieldType.CASE: Reader.case_number,
    FieldType.PLACE: Reader.place,
    FieldType.CATEGORY: Reader.category_code,
    FieldType.CONDITION: Reader.condition,
    FieldType.DEPARTMENT: Reader.department,
    FieldType.DEPARTMENTS: Reader.departments,
}
