"""The small languages inside texts: names, who, how long, when, yes or no."""

import re

from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import shown
from workflow.domain.definition import (
    Destination,
    Move,
    Point,
    Scope,
    Standing,
    Term,
    TermKind,
    Towards,
    Trigger,
    Who,
)
from workflow.domain.durations import Duration, parse_duration
from workflow.domain.organisation import Level

OPEN = "open"
"""Stands for every state that is not final, where an action lists its states."""

JOINT_SCOPES = (Scope.LEAD, Scope.MEMBER)
"""Units that a case has in joint work only."""

DISPUTE_SCOPES = (
    Scope.PROPOSED,
    Scope.PARTIES,
    Scope.INTERIM,
    Scope.COMMON_SUPERIOR,
)
"""Units that a case has in a dispute only."""

MAX_PERCENT = 1000
MAX_NAME = 60
_WHOLE_DIGITS = 9
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILE_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_NO_NAME = re.compile(r"[^a-z0-9]+")
_OR = re.compile(r"\s+or\s+")
_SHARE = re.compile(r"([0-9]{1,6})\s*% of (\S+)")
_PERCENT = re.compile(r"([0-9]{1,6})\s*%")
_ORDINAL = re.compile(r"[1-9][0-9]?")
_UNTIL = re.compile(r"until (\S+)")
_DISTANCE = re.compile(r"(.+) (before|after)")
_NO_DEPARTMENTS = ("nearest", "owner", "parent")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_PLAIN_SCOPES = (
    Scope.OWNER,
    Scope.FIRST_OWNER,
    Scope.PLACE,
    *DISPUTE_SCOPES,
    *JOINT_SCOPES,
)
_SCOPES = (
    *(scope.value for scope in _PLAIN_SCOPES),
    *(level.value for level in Level),
)


class GrammarError(ValueError):
    """A text that is not what its key asks for, and what would be right."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}; {remedy}")


def parse_name(text: str) -> str:
    """Read a name such as `send_back`: small letters, digits and _.

    Raises:
        GrammarError: it is no name.
    """
    return _name(text, _NAME, "small letters, digits and _", "_")


def parse_file_name(text: str) -> str:
    """Read the name of a document, such as `city-case`, which may have hyphens.

    Raises:
        GrammarError: it is no name.
    """
    return _name(text, _FILE_NAME, "small letters, digits, _ and -", "-")


def _name(text: str, pattern: re.Pattern[str], letters: str, joint: str) -> str:
    if not text:
        raise GrammarError("the name is missing", f"write one of {letters}")
    if len(text) > MAX_NAME:
        message = f'the name "{shown(text)}" has {len(text)} characters'
        raise GrammarError(message, f"keep it within {MAX_NAME}")
    if pattern.fullmatch(text) is None:
        near = _NO_NAME.sub(joint, text.lower()).strip(joint)
        better = f': "{near}"' if pattern.fullmatch(near) else ""
        remedy = f"begin with a letter and use {letters}{better}"
        raise GrammarError(f'"{shown(text)}" is not a name', remedy)
    return text


def parse_who(text: str) -> Who:
    """Read `coordinator of owner`, `street_leader of street` or `reporter`.

    Raises:
        GrammarError: it is neither a post of a unit nor somebody who needs no post.
    """
    words = text.split()
    standings = [standing.value for standing in Standing]
    match words:
        case [standing] if standing in standings:
            return Who(text=standing, standing=Standing(standing))
        case [post, "of", scope]:
            return _who(parse_name(post), scope)
        case [word]:
            near = did_you_mean(word, standings)
            if near.startswith("did you mean"):
                raise GrammarError(f'"{shown(word)}" is nobody', near)
    raise GrammarError(
        f'"{shown(text)}" does not say who',
        'write a post and its unit, such as "coordinator of owner", '
        f"or one of {', '.join(standings)}",
    )


def _who(post: str, scope: str) -> Who:
    text = f"{post} of {scope}"
    if scope in _PLAIN_SCOPES:
        return Who(text=text, post=post, scope=Scope(scope))
    if scope in tuple(Level):
        return Who(text=text, post=post, scope=Scope.LEVEL, name=scope)
    if _NAME.fullmatch(scope) is None:
        message = f'"{shown(scope)}" is not a unit of a case'
        known = f"{', '.join(_SCOPES)} or a kind of department"
        raise GrammarError(message, f"write one of {known}")
    return Who(text=text, post=post, scope=Scope.KIND, name=scope)


def parse_addressee(text: str) -> Who:
    """Read somebody who can be told something: a post of a unit, or the reporter.

    Raises:
        GrammarError: it is neither, or stands for nobody in particular.
    """
    who = parse_who(text)
    if who.standing not in (None, Standing.REPORTER):
        message = f'"{who.text}" is nobody in particular, so nobody can be told'
        raise GrammarError(message, 'write a post and its unit, or "reporter"')
    return who


def parse_decider(text: str) -> Who:
    """Read somebody who decides: a post of a unit.

    Raises:
        GrammarError: it is none.
    """
    who = parse_who(text)
    if who.standing is not None:
        message = f'"{who.text}" holds no post, so nothing can be left to it'
        remedy = 'write a post and its unit, such as "head of owner"'
        raise GrammarError(message, remedy)
    return who


def parse_amount(text: str) -> tuple[int, Duration | None]:
    """Read what is added to a limit: `100% of limit` as percent, or a time.

    Raises:
        GrammarError: it is neither.
    """
    share = _SHARE.fullmatch(" ".join(text.split()))
    if share is None:
        return 0, parse_length(text)
    if share[2] != "limit":
        message = f'"{shown(text)}" is no share of the limit itself'
        raise GrammarError(message, 'write it as "100% of limit"')
    return _percent(share[1], text), None


def parse_ordinal(text: str) -> str:
    """Read how many-th something is: `1` to `99`.

    Raises:
        GrammarError: it is no such number.
    """
    if _ORDINAL.fullmatch(text) is None:
        message = f'"{shown(text)}" does not say how many-th it is'
        raise GrammarError(message, "write 1, 2, 3 and so on")
    return text


def parse_destination(text: str) -> Destination:
    """Read who takes a case over: `water`, `nearest sanitation`, `parent of owner`.

    Raises:
        GrammarError: it is no department.
    """
    words = text.split()
    text = " ".join(words)
    if text in (Towards.PARENT, Towards.FIRST_OWNER):
        return Destination(text=text, towards=Towards(text))
    match words:
        case ["nearest", kind] if _NAME.fullmatch(kind):
            return Destination(text=text, towards=Towards.NEAREST, name=kind)
        case [key] if _NAME.fullmatch(key) and key not in _NO_DEPARTMENTS:
            return Destination(text=text, towards=Towards.DEPARTMENT, name=key)
    raise GrammarError(
        f'"{shown(text)}" names no department that could take a case over',
        'write a department\'s key, "nearest KIND", "parent of owner" or "first_owner"',
    )


def parse_terms(text: str) -> tuple[Term, ...]:
    """Read the alternatives of a limit: `4 work hours or 20% of promise`.

    Raises:
        GrammarError: one of them is no limit.
    """
    return tuple(_term(part.strip()) for part in _OR.split(text.strip()))


def _term(text: str) -> Term:
    if text == TermKind.CONDITION:
        return Term(kind=TermKind.CONDITION, text=text)
    share = _SHARE.fullmatch(text)
    if share:
        percent = _percent(share[1], f"{share[1]}% of {share[2]}")
        name = parse_name(share[2])
        return Term(kind=TermKind.SHARE, text=text, percent=percent, name=name)
    until = _UNTIL.fullmatch(text)
    if until:
        return Term(kind=TermKind.UNTIL, text=text, name=parse_name(until[1]))
    if not text[:1].isdigit() and not text.startswith("-"):
        raise GrammarError(
            f'"{shown(text)}" is not a limit',
            'write a time such as "4 work hours", "condition.limit", '
            '"20% of CLOCK" or "until FIELD"; join them with "or"',
        )
    return Term(kind=TermKind.DURATION, text=text, duration=parse_length(text))


def parse_trigger(text: str) -> Trigger:
    """Read where a rung stands: `80%`, `due`, `overdue`, `1 work day before`.

    Raises:
        GrammarError: it is no point of a limit.
    """
    text = " ".join(text.split())
    if text in (Point.DUE, Point.OVERDUE):
        return Trigger(point=Point(text), text=text)
    percent = _PERCENT.fullmatch(text)
    if percent:
        share = _percent(percent[1], text)
        return Trigger(point=Point.SHARE, text=text, percent=share)
    distance = _DISTANCE.fullmatch(text)
    if distance is None:
        raise GrammarError(
            f'"{shown(text)}" is not a point of a limit',
            'write "80%", "1 work day before", "due", "overdue" or "2 work days after"',
        )
    return Trigger(
        point=Point(distance[2]), text=text, duration=parse_length(distance[1])
    )


def _percent(digits: str, text: str) -> int:
    percent = int(digits)
    if percent == 0:
        raise GrammarError(f'"{text}" is no time at all', "write at least 1%")
    if percent > MAX_PERCENT:
        message = f'"{text}" is more than {MAX_PERCENT}%'
        raise GrammarError(message, "write a smaller share, or a time")
    return percent


def parse_length(text: str) -> Duration:
    """Read a duration such as `2 work hours` or `7天`.

    Raises:
        GrammarError: it is none.
    """
    try:
        return parse_duration(text)
    except ValueError as error:
        message, _, remedy = str(error).rstrip(".").partition("; ")
        raise GrammarError(message, remedy) from None


def parse_flag(text: object) -> bool:
    """Read `true`, `yes`, `false` or `no`.

    Raises:
        GrammarError: it is none of them.
    """
    found = _FLAGS.get(text) if isinstance(text, str) else None
    if found is None:
        message = f"{_what(text)} is neither true nor false"
        raise GrammarError(message, "write true or false")
    return found


def parse_whole(text: object) -> int:
    """Read a whole number of at most nine digits.

    Raises:
        GrammarError: it is none.
    """
    written = text if isinstance(text, str) else ""
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _WHOLE_DIGITS:
        message = f"{_what(text)} is not a whole number"
        raise GrammarError(message, 'write digits only, such as "9"')
    return int(written)


def parse_target(text: str) -> str:
    """Read where an action leads: the name of a state, or `back`.

    Raises:
        GrammarError: it is neither.
    """
    return text if text == Move.BACK else parse_name(text)


def _what(value: object) -> str:
    return f'"{shown(value)}"' if isinstance(value, str) else "this"
