"""Builds the joint work of a workflow's states, and what a members' workflow adds."""

from collections.abc import Mapping
from dataclasses import replace

from workflow.authoring.flow.joint_documents import JointDocument
from workflow.domain.definition import (
    WITHDRAWN,
    JointNote,
    JointRule,
    LeadFrom,
    MembersFrom,
    State,
)
from workflow.domain.words import Title

WITHDRAWN_TITLE = Title(zh="任务已撤销", en="Task withdrawn")


def joint_rule(
    document: JointDocument | None, children: Mapping[str, str]
) -> JointRule | None:
    """What a state says of joint work; `children` has the digests of workflows.

    Raises:
        KeyError: the members' workflow is not among them.
    """
    if document is None:
        return None
    return JointRule(
        lead=tuple(LeadFrom(each) for each in document.lead),
        members=tuple(MembersFrom(each) for each in document.members),
        workflow=document.workflow,
        definition=children[document.workflow],
        change=document.change,
        done=replace(document.done, veto=document.veto),
        templates={JointNote(key): name for key, name in document.templates()},
    )


def withdrawn_state(stage: str) -> State:
    """Where the case of a member ends that is let go; every such workflow has it."""
    return State(
        name=WITHDRAWN, title=WITHDRAWN_TITLE, stage=stage, actions={}, final=WITHDRAWN
    )
