"""`gridcase dispute accept`, `rule` and all that somebody says in a dispute."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from workflow.commands.case.documents import answer_json
from workflow.commands.case.sheet import draw_answer
from workflow.commands.output import json_option, print_json, refuse
from workflow.commands.session import CASE, acting, at_work, calendar_of, via
from workflow.commands.shared import common_options, completing
from workflow.commands.times import instant_of
from workflow.domain.decision import REPORTER
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.disputes.saying import Saying, Word
from workflow.engine.dispute import say
from workflow.engine.results import Refused
from workflow.engine.screens import show
from workflow.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])
_REASON = click.option("--reason", default="", help="Why, in words.")
_FOR = click.option(
    "--for",
    "department",
    default="",
    metavar="DEPARTMENT",
    help="The party that you speak for, if you speak for several.",
)


def _word(command: _Command) -> _Command:
    """The case and the options of every word."""
    number = click.argument(
        "number", type=CASE, shell_complete=completing("open_cases")
    )
    expect = click.option(
        "--expect", type=int, metavar="VERSION", help="The version you saw."
    )
    return number(expect(common_options(json_option(command))))


@click.command()
@_word
@_FOR
@click.pass_obj
def accept(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Take the case over, as one of those who are proposed."""
    _say(settings, Saying.ACCEPT, given)


@click.command()
@_word
@click.option("--ground", required=True, help="One of the declared grounds.")
@_REASON
@_FOR
@click.pass_obj
def decline(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Say that the case is not yours either, on a ground."""
    _say(settings, Saying.DECLINE, given)


@click.command()
@_word
@_REASON
@_FOR
@click.pass_obj
def withdraw(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Take your dispute back and keep the case; give a reason."""
    _say(settings, Saying.WITHDRAW, given)


@click.command()
@_word
@click.argument("department", shell_complete=completing("departments"))
@click.pass_obj
def lead(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Name DEPARTMENT as the one that makes safe meanwhile."""
    _say(settings, Saying.LEAD, given)


@click.command()
@_word
@click.pass_obj
def ask(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """As the judge, ask the parties for their statements."""
    _say(settings, Saying.ASK, given)


@click.command()
@_word
@click.argument("reason", metavar="TEXT")
@_FOR
@click.pass_obj
def state(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """As a party, make the statement that the judge asked for."""
    _say(settings, Saying.STATE, given)


@click.command()
@_word
@click.option(
    "--on", "visit_at", metavar="INSTANT", required=True, help="2026-06-10 14:00"
)
@click.pass_obj
def visit(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """As the judge, call the parties on site."""
    with at_work(settings) as (runtime, _):
        given["visit_at"] = instant_of(given["visit_at"], calendar_of(runtime))
    _say(settings, Saying.VISIT, given)


@click.command()
@_word
@_REASON
@click.pass_obj
def rise(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """As the judge, let the dispute rise to the next level; give a reason."""
    _say(settings, Saying.RISE, given)


@click.command()
@_word
@click.option(
    "--lead",
    required=True,
    metavar="DEPARTMENT",
    shell_complete=completing("departments"),
    help="Who owns the case from now on.",
)
@click.option("--assisting", default="", metavar="A,B", help="Who assists it.")
@_REASON
@click.option("--basis", default="", help="The legal basis.")
@click.option(
    "--scope",
    type=click.Choice(["case", "place", "below"]),
    default="case",
    help="This case alone, its category at this place, or below a place as well.",
)
@click.option(
    "--at",
    "place",
    default="",
    metavar="CODE",
    help="The place from which the scope counts; that of the case unless given.",
)
@click.option("--condition", default="", help="Only this condition of its category.")
@click.option("--expires", default="", metavar="DATE", help="Its last day.")
@click.option("--review", default="", metavar="DATE", help="When it is reviewed.")
@click.pass_obj
def rule(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """As the judge, rule: who leads, who assists, why, and how far it reaches."""
    names = ("lead", "basis", "scope", "place", "condition", "expires", "review")
    assisting = [each.strip() for each in given.pop("assisting").split(",")]
    given["ruling"] = Proposal(
        assisting=tuple(each for each in assisting if each),
        **{name: given.pop(name) for name in names},
    )
    _say(settings, Saying.RULE, given)


def _say(settings: Settings, saying: Saying, given: dict[str, Any]) -> None:
    number, as_json = given.pop("number"), given.pop("as_json")
    expected = given.pop("expect")
    with acting(settings) as (runtime, actor):
        word = Word(
            case=number,
            saying=saying,
            actor=actor,
            expected=expected,
            via=via(),
            **given,
        )
        answer = say(runtime, word)
        if isinstance(answer, Refused):
            refuse(answer.blockers, settings.language, as_json=as_json)
        if as_json:
            print_json(answer_json(answer))
            return
        shown = show(runtime, answer.case.number, REPORTER)
        if shown is not None:
            draw_answer(shown, answer, settings.language)
