"""What was given with a step or an application, in the words of people."""

from collections.abc import Callable, Mapping
from datetime import datetime

from workflow.domain.case import Json, number_text
from workflow.domain.context import Context
from workflow.domain.definition import Field, FieldType
from workflow.domain.words import Title

Told = tuple[tuple[Title, Title], ...]
"""What each field is called, and the value that was given for it."""

_SEALED = Title(zh="(个人信息，已封存)", en="(personal, sealed)")


def given_values(
    values: Mapping[str, Json], context: Context, *, public: bool = False
) -> Told:
    """Every value that was given; personal ones are named and stay sealed.

    What only staff may see is left out where `public` people read it.
    """
    fields = context.definition.fields
    return tuple(
        (field.title, value_title(field, value, context, values))
        for name, value in values.items()
        if (field := fields.get(name)) is not None
        and value not in (None, "", [])
        and not (public and field.staff_only)
    )


def given_text(told: Told, language: str) -> str:
    """The values in one line, such as `Reason: spare parts; Evidence: 1 file`."""
    colon, between = ("：", "；") if language == "zh" else (": ", "; ")
    return between.join(
        f"{title.in_language(language)}{colon}{value.in_language(language)}"
        for title, value in told
    )


def value_title(
    field: Field, value: Json, context: Context, values: Mapping[str, Json]
) -> Title:
    """One value as people read it; `values` are those that came with it."""
    if field.personal:
        return _SEALED
    if field.type is FieldType.FILES and isinstance(value, list):
        count = len(value)
        return Title(zh=f"{count} 个文件", en=f"{count} file{'s' * (count != 1)}")
    return _named(field, value, context, values) or _same(str(value))


def _named(
    field: Field, value: Json, context: Context, values: Mapping[str, Json]
) -> Title | None:
    """What a value is called that is only a key; None where it speaks for itself."""
    if field.type is FieldType.CHOICE:
        return field.of.get(str(value))
    if field.type is FieldType.CASE:
        return _same(number_text(value)) if isinstance(value, int) else None
    if field.type is FieldType.CONDITION:
        category = context.city.catalogue.categories.get(str(values.get("category")))
        condition = category.conditions.get(str(value)) if category else None
        return condition.title if condition else None
    named = _NAMED.get(field.type)
    return named(str(value), context) if named else None


def _same(text: str) -> Title:
    return Title(zh=text, en=text)


def _instant(value: str, context: Context) -> Title | None:
    local = context.calendar.local(datetime.fromisoformat(value))
    return _same(local.strftime("%Y-%m-%d %H:%M"))


def _place(value: str, context: Context) -> Title | None:
    known = context.city.organisation.places.get(value)
    return known.title if known else None


def _category(value: str, context: Context) -> Title | None:
    known = context.city.catalogue.categories.get(value)
    return known.title if known else None


def _department(value: str, context: Context) -> Title | None:
    known = context.city.organisation.departments.get(value)
    return known.title if known else None


_NAMED: Mapping[FieldType, Callable[[str, Context], Title | None]] = {
    FieldType.INSTANT: _instant,
    FieldType.PLACE: _place,
    FieldType.CATEGORY: _category,
    FieldType.DEPARTMENT: _department,
}
"""The types whose values are keys of something that has a name."""
