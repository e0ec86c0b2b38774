"""What may be done to a case now, and what stands against the rest."""

from dataclasses import dataclass

from workflow.domain.blockers import Blocker
from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.lifecycle import blockers_of
from workflow.domain.reasons.named import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action of the case's state, and what stands between an actor and it.

    `approval` names the rules by which it has to be approved, if it has to.
    """

    action: str
    zh: str
    en: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    approval: str = ""


def offers(case: Case, actor: str, context: Context) -> tuple[Offer, ...]:
    """Every action of the state, each with the reasons why this actor cannot take it.

    Fields are left out: they are asked for when the action is taken.
    """
    state = context.definition.state(case.state)
    return tuple(
        Offer(
            action=action.name,
            zh=action.title.zh,
            en=action.title.en,
            needs=action.needs,
            may=action.may,
            blockers=named(blockers_of(action, actor, case, context), context),
            approval=action.approval,
        )
        for action in state.actions.values()
    )
