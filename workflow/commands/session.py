"""What a command works with: the engine on its database, and who acts."""

import getpass
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import click

from workflow.authoring.text.suggest import did_you_mean, did_you_mean_zh
from workflow.commands.output import refuse
from workflow.commands.shared import in_words
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import read_number
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.notices import Notifier
from workflow.domain.worktime import Calendar
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.screens import person_key
from workflow.errors import UnusableChannelError
from workflow.settings import Settings

NOTIFIERS = "gridcase.notifiers"
"""Where the composition root leaves the making of notifiers for commands."""


@contextmanager
def at_work(settings: Settings) -> Iterator[tuple[Runtime, str]]:
    """The engine on the database of the settings, and the key of who acts."""
    with open_runtime(settings) as runtime:
        actor = settings.acts_as
        yield runtime, person_key(runtime, actor) if actor else ""


@contextmanager
def acting(settings: Settings) -> Iterator[tuple[Runtime, str]]:
    """The same, for what somebody has to do.

    Raises:
        click.UsageError: nobody was named.
    """
    if not settings.acts_as:
        raise click.UsageError(
            in_words(
                zh="请用 --as 说明由谁办理。",
                en="Say who acts: --as PERSON, or GRIDCASE_AS.",
            )
        )
    with at_work(settings) as at:
        yield at


def refuse_strangers(
    runtime: Runtime, actor: str, language: str, *, as_json: bool, staff: bool = False
) -> None:
    """Refuse a person whom the city does not know; nobody at all is no stranger.

    Where only `staff` can be meant, the reporter and the system are strangers too.
    """
    with runtime.database.reading() as connection:
        people = runtime.city(connection).organisation.people
    built_in = () if staff else ("", REPORTER, SYSTEM)
    if actor not in people and actor not in built_in:
        unknown = blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
        refuse([unknown], language, as_json=as_json)


def calendar_of(runtime: Runtime) -> Calendar:
    """A calendar of the city, by whose wall clock times are shown in lists."""
    with runtime.database.reading() as connection:
        return next(iter(runtime.city(connection).calendars.values()))


def notifiers_of(ctx: click.Context) -> Mapping[str, Notifier]:
    """The channels that the settings open, made now.

    Raises:
        UnusableChannelError: a setting of a channel cannot be used.
    """
    make: Callable[[Settings], Mapping[str, Notifier]] = ctx.meta[NOTIFIERS]
    try:
        return make(ctx.obj)
    except ValueError as error:
        raise UnusableChannelError(problem=str(error)) from error


def via() -> str:
    """Through which door and which system user a request came."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        # In a container the user often has a number and no name.
        user = str(os.getuid())
    return f"cli:{user}"


def unknown_word(given: str, known: Iterable[str], option: str) -> click.BadParameter:
    """That a word means nothing here, with the nearest one that does."""
    words = list(known)
    said = in_words(
        zh=f"没有“{given}”；{did_you_mean_zh(given, words)}",
        en=f"there is no {given!r}; {did_you_mean(given, words)}",
    )
    return click.BadParameter(said, param_hint=option)


class CaseNumber(click.ParamType[int]):
    """A case number as people write it, with or without its hyphen."""

    name = "NUMBER"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """The whole number."""
        number = value if isinstance(value, int) else read_number(str(value))
        if number is None:
            said = in_words(
                zh=f"“{value}”不是案件编号，编号形如 20260609-000017。",
                en=f"{value!r} is not a case number such as 20260609-000017.",
            )
            self.fail(said, param, ctx)
        return number


CASE = CaseNumber()
