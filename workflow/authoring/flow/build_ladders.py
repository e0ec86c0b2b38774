"""Builds the ladders that a workflow names, and the rules of its disputed states."""

from collections.abc import Mapping

from workflow.authoring.flow.conditions import compiled
from workflow.authoring.flow.ladder_documents import (
    DisputeDocument,
    LadderDocument,
    ProvisionalDocument,
)
from workflow.authoring.flow.sites import Documents, named_ladders
from workflow.domain.catalogue import RulingScope
from workflow.domain.definition import (
    Action,
    AnswerRule,
    DisputeRule,
    Interim,
    Ladder,
    Level,
    Outcome,
    ProvisionalLead,
    RulingRule,
    SilentOwner,
)
from workflow.domain.guards import Fact
from workflow.domain.words import Title

OUTCOME_TITLES: Mapping[Outcome, Title] = {
    Outcome.ACCEPTED: Title(zh="争议已接受", en="Dispute accepted"),
    Outcome.RULED: Title(zh="争议已裁决", en="Dispute ruled"),
    Outcome.WITHDRAWN: Title(zh="争议已撤回", en="Dispute withdrawn"),
    Outcome.UNRESOLVED: Title(zh="争议未决", en="Dispute unresolved"),
}


def dispute_rule(document: DisputeDocument | None) -> DisputeRule | None:
    """What a state says of disputes, with a step for each ending."""
    if document is None:
        return None
    outcomes = {}
    for key, target in document.outcomes().items():
        outcome = Outcome(key)
        outcomes[outcome] = Action(
            name=f"dispute.{key}", title=OUTCOME_TITLES[outcome], to=target
        )
    return DisputeRule(ladders=document.ladders, outcomes=outcomes)


def ladders_of(documents: Documents, facts: Mapping[str, Fact]) -> dict[str, Ladder]:
    """The ladders that a workflow names, by their names, as far as they are there."""
    named = named_ladders(documents.workflow)
    return {
        name: _ladder(documents.ladders[name], facts)
        for name in named
        if name in documents.ladders
    }


def _ladder(document: LadderDocument, facts: Mapping[str, Fact]) -> Ladder:
    caps, lead, ruling = (
        document.may_dispute,
        document.provisional_lead,
        document.ruling,
    )
    return Ladder(
        name=document.ladder,
        title=document.title.build(),
        when=compiled(document.when, facts),
        answer=AnswerRule(
            by=document.answer.by,
            limit=document.answer.limit,
            silence=SilentOwner(document.answer.silence),
        ),
        levels=tuple(
            Level(
                name=level.level,
                title=level.title.build(),
                judge=level.judge,
                limit=level.limit,
                statements=level.statements,
                site_visit=level.site_visit,
            )
            for level in document.levels
        ),
        ruling=RulingRule(
            scopes=tuple(RulingScope(each) for each in ruling.scopes),
            expires=ruling.expires,
            review=ruling.review,
        ),
        disputes=caps.disputes_per_case or 0,
        returns=caps.returns_per_case or 0,
        at_the_cap=caps.at_the_cap or "",
        same_ground=caps.same_ground_twice == "allowed",
        parties_judge=document.judge_is_party == "judges",
        provisional=_provisional(lead) if lead else None,
        templates=dict(document.templates()),
    )


def _provisional(lead: ProvisionalDocument) -> ProvisionalLead:
    return ProvisionalLead(
        by=lead.by, limit=lead.limit, otherwise=Interim(lead.otherwise)
    )
