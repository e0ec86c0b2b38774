"""Refusals with the titles of what they name, so that people read no keys."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from workflow.domain.blockers import Blocker
from workflow.domain.context import Context
from workflow.domain.dispute import Reply
from workflow.domain.reasons.titles import (
    action_title,
    actor_title,
    clock_title,
    department_title,
    plain,
)
from workflow.domain.words import Title

_BETWEEN = ", "
_NOTHING = "-"


def named(blockers: Iterable[Blocker], context: Context) -> tuple[Blocker, ...]:
    """The same reasons; beside each key stands what it is called, as `KEY_zh`.

    English sentences keep the keys that somebody would type, as `KEY`.
    """
    return tuple(_named(each, context) for each in blockers)


def _named(found: Blocker, context: Context) -> Blocker:
    titles: dict[str, str] = {}
    for key, value in found.details.items():
        title = _TITLES.get(key)
        if title is not None and isinstance(value, str) and value != _NOTHING:
            called = title(value, context)
            titles |= {f"{key}_zh": called.zh, f"{key}_en": called.en}
    return replace(found, details={**titles, **found.details})


def posts_title(text: str, context: Context) -> Title:
    """Posts as an author names them: `coordinator of owner` is 责任部门的经办人."""
    titles = [_post(each, context) for each in text.split(_BETWEEN)]
    return _joined(titles)


def desk_title(desk: str, context: Context) -> Title:
    """A post and its unit, such as `section_head@command_centre`."""
    post, _, unit = desk.partition("@")
    return _post(f"{post} of {unit}", context)


def _post(text: str, context: Context) -> Title:
    post, of, unit = text.partition(" of ")
    held = context.city.organisation.posts.get(post)
    if not of or held is None:
        return _STANDING.get(text, plain(text))
    where = _SCOPES.get(unit) or _unit(unit, context)
    return Title(zh=f"{where.zh}的{held.title.zh}", en=f"{held.title.en} of {where.en}")


def _unit(key: str, context: Context) -> Title:
    place = context.city.organisation.places.get(key)
    return place.title if place else department_title(key, context)


def _state(name: str, context: Context) -> Title:
    state = context.definition.states.get(name)
    return state.title if state else plain(name)


def _field(name: str, context: Context) -> Title:
    field = context.definition.fields.get(name)
    return field.title if field else plain(name)


def _ground(name: str, context: Context) -> Title:
    field = context.definition.fields.get("ground")
    return field.of.get(name, plain(name)) if field else plain(name)


def _departments(keys: str, context: Context) -> Title:
    return _joined([department_title(each, context) for each in keys.split(_BETWEEN)])


def _reply(name: str, _context: Context) -> Title:
    return Title(zh=Reply(name).zh, en=name) if name in tuple(Reply) else plain(name)


def _clock(name: str, context: Context) -> Title:
    return clock_title(name, "", context)


def _clocks(names: str, context: Context) -> Title:
    return _joined([_clock(each, context) for each in names.split(_BETWEEN)])


def _words(names: str, context: Context) -> Title:
    """Actions or fields that could be typed: what each is called, and its key."""
    found = []
    for name in names.split(_BETWEEN):
        title = action_title(name, context)
        if title == plain(name):
            title = _field(name, context)
        same = title == plain(name)
        found.append(title if same else plain(f"{title.zh}({name})"))
    return _joined(found)


def _joined(titles: Iterable[Title]) -> Title:
    found = list(titles)
    return Title(
        zh="、".join(each.zh for each in found), en=", ".join(each.en for each in found)
    )


_TITLES: Mapping[str, Callable[[str, Context], Title]] = MappingProxyType(
    {
        "action": action_title,
        "earlier": action_title,
        "clock": _clock,
        "clocks": _clocks,
        "department": department_title,
        "desk": desk_title,
        "field": _field,
        "ground": _ground,
        "members": _departments,
        "parties": _departments,
        "reply": _reply,
        "offered": _words,
        "pending": _words,
        "person": actor_title,
        "posts": posts_title,
        "state": _state,
    }
)
"""What stands in the details of blockers as a key, and how its title is found."""

_SCOPES: Mapping[str, Title] = MappingProxyType(
    {
        "owner": Title(zh="责任部门", en="the owner"),
        "first_owner": Title(zh="首个责任部门", en="the first owner"),
        "proposed": Title(zh="拟定责任部门", en="the proposed owners"),
        "parties": Title(zh="当事部门", en="the parties"),
        "interim": Title(zh="临时牵头部门", en="whoever makes safe"),
        "common_superior": Title(zh="共同上级", en="the common superior"),
        "place": Title(zh="案件所在地", en="the place"),
        "grid": Title(zh="所在网格", en="the grid"),
        "community": Title(zh="所在社区", en="the community"),
        "street": Title(zh="所在街道", en="the street"),
        "district": Title(zh="所在区", en="the district"),
        "city": Title(zh="全市", en="the city"),
    }
)
_STANDING: Mapping[str, Title] = MappingProxyType(
    {
        "anyone": Title(zh="任何人", en="anyone"),
        "concerned": Title(zh="有关人员", en="whoever is concerned"),
        "reporter": Title(zh="报告人", en="the reporter"),
        "system": Title(zh="系统", en="the system"),
    }
)
