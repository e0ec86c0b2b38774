"""`gridcase joint add`, `excuse` and `replace`: who takes part from now on."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from workflow.commands.case.documents import answer_json
from workflow.commands.case.sheet import draw_answer
from workflow.commands.output import json_option, print_json, refuse
from workflow.commands.session import CASE, acting, via
from workflow.commands.shared import common_options, completing
from workflow.domain.decision import REPORTER
from workflow.domain.membership import Change, Changing
from workflow.engine.joint import change_members
from workflow.engine.results import Refused
from workflow.engine.screens import show
from workflow.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _change(command: _Command) -> _Command:
    """The case, the department and the options of every change."""
    number = click.argument(
        "number", type=CASE, shell_complete=completing("open_cases")
    )
    department = click.argument("department", shell_complete=completing("departments"))
    reason = click.option("--reason", default="", help="Why; it has to be given.")
    expect = click.option(
        "--expect", type=int, metavar="VERSION", help="The version you saw."
    )
    return number(department(reason(expect(common_options(json_option(command))))))


@click.command()
@_change
@click.pass_obj
def add(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Have DEPARTMENT take part as well, on a case of its own."""
    _carry_out(settings, Changing.ADD, given)


@click.command()
@_change
@click.pass_obj
def excuse(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Let DEPARTMENT go; nobody waits for its task any more."""
    _carry_out(settings, Changing.EXCUSE, given)


@click.command()
@_change
@click.option(
    "--by",
    required=True,
    metavar="DEPARTMENT",
    shell_complete=completing("departments"),
    help="Who takes its place.",
)
@click.pass_obj
def replace(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Let DEPARTMENT go and have another one take its place."""
    _carry_out(settings, Changing.REPLACE, given)


def _carry_out(settings: Settings, changing: Changing, given: dict[str, Any]) -> None:
    number, as_json = given.pop("number"), given.pop("as_json")
    expected = given.pop("expect")
    with acting(settings) as (runtime, actor):
        change = Change(
            case=number,
            changing=changing,
            actor=actor,
            expected=expected,
            via=via(),
            **given,
        )
        answer = change_members(runtime, change)
        if isinstance(answer, Refused):
            refuse(answer.blockers, settings.language, as_json=as_json)
        if as_json:
            print_json(answer_json(answer))
            return
        shown = show(runtime, answer.case.number, REPORTER)
        if shown is not None:
            draw_answer(shown, answer, settings.language)
