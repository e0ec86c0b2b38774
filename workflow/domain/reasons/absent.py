"""Why a case has no clock of some name: it has not begun, or nothing has a limit."""

from workflow.domain.context import Context
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.timing import APPLICATION, STAGE
from workflow.domain.words import Title

_NONE_APPLIED = Title(
    zh="本案没有有期限的申请。", en="Nothing was applied for that has a limit."
)
_NO_STAGE = Title(
    zh="案件至今所处的环节都没有时限。",
    en="No state that the case has been in has a limit.",
)


def clock_names(context: Context) -> tuple[str, ...]:
    """The names of the clocks that a case of this workflow can have."""
    return (*context.definition.clocks, STAGE, APPLICATION)


def why_no_clock(name: str, context: Context) -> tuple[Reason, ...]:
    """Why a case has no clock of this name yet; nothing where none is called so."""
    if name == APPLICATION:
        return (reason("no_clock", _NONE_APPLIED, clock=name),)
    if name == STAGE:
        return (reason("no_clock", _NO_STAGE, clock=name),)
    rule = context.definition.clocks.get(name)
    if rule is None:
        return ()
    begins = context.definition.state(rule.starts_in).title
    said = Title(
        zh=f"“{rule.title.zh}”尚未起算：案件进入“{begins.zh}”且有时限可依时才开始。",
        en=f"“{rule.title.en}” has not begun: it begins when the case enters "
        f"“{begins.en}” and there is a limit for it.",
    )
    return (reason("no_clock", said, clock=name, starts_in=rule.starts_in),)
