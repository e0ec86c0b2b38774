"""What an action asks for: which values were given, and what is wrong with them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.definition import Field, FieldType
from workflow.domain.readers import ATTRIBUTES, BadValueError, Reader


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The fields of an action: what must be given, what can, what is preset.

    `only` narrows choices to some of their values.
    """

    needs: tuple[str, ...]
    may: tuple[str, ...]
    values: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    reader = Reader(case, context)
    blockers = _unknown(wanted, given)
    values: dict[str, Json] = {}
    sealed: dict[str, Json] = {}
    for each in reader.in_order(wanted.names()):
        name = each.name
        raw = given.get(name, wanted.values.get(name))
        if raw in (None, "", []) or (isinstance(raw, str) and not raw.strip()):
            blockers += _missing(each, wanted, reader)
            continue
        try:
            values[name] = _read(each, raw, wanted, reader)
        except BadValueError as error:
            blockers.append(_bad_field(each, error))
            continue
        if each.personal:
            sealed[name] = seal(salt, name, str(values[name]))
    return Given(values=values, sealed=sealed), blockers


def read_again(
    wanted: Wanted, recorded: Mapping[str, Json], case: Case, context: Context
) -> list[Blocker]:
    """What is wrong by now with values that were read before and have waited since."""
    given = {name: _as_given(value) for name, value in recorded.items()}
    return read_fields(wanted, given, "", case, context)[1]


def _as_given(value: Json) -> Json:
    """A value in the form in which somebody gives it; files have lost their names."""
    if isinstance(value, list):
        return [
            {"name": "", **item} if isinstance(item, dict) else item for item in value
        ]
    return str(value) if isinstance(value, int) else value


def _read(field: Field, raw: Json, wanted: Wanted, reader: Reader) -> Json:
    """The value, where it is one of those that the action takes."""
    value = reader.read(field, raw)
    taken = wanted.only.get(field.name)
    if taken is None or value in taken:
        return value
    given, offered = field.of[str(value)], [field.of[each] for each in taken]
    raise BadValueError(
        f"“{given.zh}”时不能办理此操作；只能是：{'、'.join(e.zh for e in offered)}。",
        f'with "{given.en}" this action cannot be taken, only with: '
        f"{', '.join(each.en for each in offered)}.",
    )


def _without_name(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key != "name"}


def _bad_field(field: Field, error: BadValueError) -> Blocker:
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


def _missing(field: Field, wanted: Wanted, reader: Reader) -> list[Blocker]:
    if field.name not in wanted.needs or _has_already(field, reader):
        return []
    title = field.title
    return [blocker(BlockerCode.MISSING_FIELD, field=field.name, title_zh=title.zh)]


def _has_already(field: Field, reader: Reader) -> bool:
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
