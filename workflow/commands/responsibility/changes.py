"""`gridcase responsibility propose` and `retire`: precedents made by hand."""

from datetime import datetime

import click

from workflow.commands.output import json_option, note, print_json, refuse
from workflow.commands.responsibility.words import LEAD, precedent_document
from workflow.commands.session import acting
from workflow.commands.shared import common_options, in_words
from workflow.domain.catalogue import Lead, Precedent, RulingScope
from workflow.engine import responsibilities as verbs
from workflow.engine.responsibilities import Proposal
from workflow.engine.results import Refused
from workflow.settings import Settings

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_SCOPES = [RulingScope.PLACE.value, RulingScope.BELOW.value]


@click.command()
@click.argument("category")
@click.argument("place")
@click.option("--condition", default="", metavar="NUMBER", help="Only under this one.")
@click.option(
    "--scope",
    type=click.Choice(_SCOPES),
    required=True,
    help="At exactly this place, or there and below.",
)
@click.option("--lead", type=LEAD, required=True, help="Who leads.")
@click.option("--assisting", type=LEAD, multiple=True, help="Who assists; repeatable.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--basis", required=True, metavar="TEXT", help="On what it rests.")
@click.option("--expires", type=_DAY, metavar="DATE", help="Its last day.")
@click.option("--review", type=_DAY, metavar="DATE", help="When to look at it again.")
@common_options
@json_option
@click.pass_obj
def propose(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    *,
    category: str,
    place: str,
    condition: str,
    scope: str,
    lead: Lead,
    assisting: tuple[Lead, ...],
    reason: str,
    basis: str,
    expires: datetime | None,
    review: datetime | None,
    as_json: bool,
) -> None:
    """Make a precedent for CATEGORY at PLACE without a dispute; needs the power.

    The next such case follows it, in every process at once.
    """
    proposal = Proposal(
        category=category,
        condition=condition,
        place=place,
        scope=RulingScope(scope),
        lead=lead,
        assisting=assisting,
        reason=reason,
        basis=basis,
        expires=expires.date() if expires else None,
        review_on=review.date() if review else None,
    )
    with acting(settings) as (runtime, actor):
        answer = verbs.propose(runtime, proposal, actor)
    made = _made(answer, settings, as_json=as_json)
    note(
        in_words(
            zh=f"已立先例 {made.number}：{made.category} 由 {made.lead.text} 牵头。",
            en=f"Precedent {made.number} is made: {made.lead.text} leads in "
            f"{made.category}.",
        )
    )


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", required=True, metavar="TEXT", help="Why it ends.")
@common_options
@json_option
@click.pass_obj
def retire(settings: Settings, number: int, reason: str, *, as_json: bool) -> None:
    """Take the precedent NUMBER out of force; needs the power. It stays on record."""
    with acting(settings) as (runtime, actor):
        answer = verbs.retire(runtime, number, reason, actor)
    retired = _made(answer, settings, as_json=as_json)
    note(
        in_words(
            zh=f"先例 {retired.number} 已废止。",
            en=f"Precedent {retired.number} is retired.",
        )
    )


def _made(
    answer: Precedent | Refused, settings: Settings, *, as_json: bool
) -> Precedent:
    """The precedent, printed for programs; a refusal ends the command."""
    if isinstance(answer, Refused):
        refuse(answer.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(precedent_document(answer))
    return answer
