"""Builds the approvals that a workflow names from their documents."""

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.sites import Documents, named_approvals
from workflow.domain.answer import Answer
from workflow.domain.definition import (
    Approval,
    Extension,
    Limit,
    LimitCase,
    Silence,
)

_OCCASIONS = {
    "asked": Answer.PENDING,
    "granted": Answer.GRANTED,
    "refused": Answer.REFUSED,
    "lapsed": Answer.LAPSED,
}


def approvals_of(documents: Documents) -> dict[str, Approval]:
    """The approvals that a workflow names, by their names."""
    named = named_approvals(documents.workflow)
    return {name: _approval(name, documents.approvals[name]) for name in named}


def _approval(name: str, document: ApprovalDocument) -> Approval:
    chains = sorted(document.decides.items(), key=lambda each: int(each[0]))
    ask = document.ask
    return Approval(
        name=name,
        title=document.title.build(),
        decides=tuple(chain for _, chain in chains),
        limit=Limit(cases=(LimitCase(terms=document.limit),)),
        silence=Silence(document.silence),
        times=document.times or 0,
        asked_at_most=document.asked_at_most or 0,
        before_due=ask is not None and ask.before is not None,
        within=ask.within if ask is not None else None,
        adds=_extension(document),
        exempts=document.exempts,
        gives_back=document.gives_back,
        templates={
            _OCCASIONS[key]: template for key, template in document.templates().items()
        },
    )


def _extension(document: ApprovalDocument) -> Extension | None:
    adds = document.adds
    if adds is None:
        return None
    percent, duration = adds.amount
    return Extension(clocks=adds.to, percent=percent, duration=duration)
