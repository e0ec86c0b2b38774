"""A workflow on the screen: its states, clocks and approvals, as people read them."""

from collections.abc import Iterator

import click

from workflow.domain.answer import Answer
from workflow.domain.definition import (
    Action,
    Approval,
    ClockRule,
    Definition,
    Limit,
    Rung,
    State,
)


def draw_definition(found: Definition, language: str) -> None:
    """Print all that a workflow says; names stand as authors write them."""
    title = found.title.in_language(language)
    click.echo(f"{found.name} · {title} · {found.digest[:12]}")
    for state in found.states.values():
        _draw_state(found, state, language)
    for clock in found.clocks.values():
        _draw_clock(clock, language)
    for approval in found.approvals.values():
        _draw_approval(approval, language)


def _draw_state(found: Definition, state: State, language: str) -> None:
    limit, stage = limit_text(state.limit), found.stages[state.stage]
    click.secho(f"\n{state.name}  {state.title.in_language(language)}", bold=True)
    shown = stage.in_language(language)
    click.echo(f"  {shown}" + (f" · {limit}" if limit else ""))
    for action in state.actions.values():
        by = ", ".join(who.text for who in action.by)
        title = action.title.in_language(language)
        extra = "".join(f"  {each}" for each in _extras(action))
        click.echo(f"  ▸ {action.name}  {title} → {action.to}  [{by}]{extra}")
    if state.time_is_up is not None:
        click.echo(f"  ⏰ when_time_is_up: {state.time_is_up.action}")
    _draw_rungs(state.rungs, language)


def _extras(action: Action) -> Iterator[str]:
    """What is out of the ordinary about an action, by its keys."""
    if action.approval:
        yield f"approval: {action.approval}"
    for key, names in (("pauses", action.pauses), ("resumes", action.resumes)):
        if names:
            yield f"{key}: {', '.join(names)}"
    for name, values in action.only.items():
        yield f"only {name}: {', '.join(values)}"
    if action.when.text:
        yield f"when: {action.when.text}"


def _draw_clock(clock: ClockRule, language: str) -> None:
    kind = "时钟" if language == "zh" else "clock"
    title = clock.title.in_language(language)
    click.secho(f"\n{kind} {clock.name}  {title}", bold=True)
    per = " · per owner" if clock.per_owner else ""
    click.echo(f"  {limit_text(clock.limit)} · from {clock.starts_in}{per}")
    if clock.paused_in:
        click.echo(f"  paused_in: {', '.join(sorted(clock.paused_in))}")
    _draw_rungs(clock.rungs, language)


def _draw_rungs(rungs: tuple[Rung, ...], language: str) -> None:
    for rung in rungs:
        effects = ", ".join(_effects(rung))
        repeated = f" every {rung.every} x{rung.times}" if rung.every else ""
        title = f"  {rung.title.in_language(language)}" if rung.title else ""
        when = f"{rung.trigger.text}{repeated}"
        click.echo(f"  ⏰ {rung.name}: {when}{title}  [{effects}]")


def _effects(rung: Rung) -> Iterator[str]:
    if rung.raises:
        yield f"raise {rung.raises}"
    if rung.priority:
        yield f"priority {rung.priority.word}"
    if rung.reassign is not None:
        yield f"reassign {rung.reassign.text}"
    if rung.take is not None:
        yield f"take {rung.take.action}"
    yield from (f"notify {each.who.text}" for each in rung.notify)


def _draw_approval(approval: Approval, language: str) -> None:
    kind = "审批" if language == "zh" else "approval"
    title = approval.title.in_language(language)
    click.secho(f"\n{kind} {approval.name}  {title}", bold=True)
    for number, chain in enumerate(approval.decides, start=1):
        people = " → ".join(who.text for who in chain)
        click.echo(
            f"  {number}: {people}" if len(approval.decides) > 1 else f"  {people}"
        )
    for line in _terms(approval):
        click.echo(f"  {line}")


def _bounds(approval: Approval) -> Iterator[str]:
    """How often it is applied for and granted, and until when."""
    if approval.times:
        yield f"times: {approval.times}"
    if approval.asked_at_most:
        yield f"asked_at_most: {approval.asked_at_most}"
    if approval.before_due:
        yield "ask: before due"
    if approval.within is not None:
        yield f"ask: within {approval.within}"


def _terms(approval: Approval) -> Iterator[str]:
    yield f"limit: {limit_text(approval.limit)} · silence: {approval.silence}"
    yield from _bounds(approval)
    if approval.adds is not None:
        more = approval.adds.duration or f"{approval.adds.percent}% of limit"
        yield f"adds {more} to {', '.join(approval.adds.clocks)}"
    for key, clocks in (
        ("exempts", approval.exempts),
        ("gives_back", approval.gives_back),
    ):
        if clocks:
            yield f"{key}: {', '.join(clocks)}"
    told = [answer for answer in Answer if answer in approval.templates]
    if told:
        names = {**{each: each.value for each in told}, Answer.PENDING: "asked"}
        pairs = (f"{names[each]}: {approval.templates[each]}" for each in told)
        yield f"messages: {', '.join(pairs)}"


def limit_text(limit: Limit) -> str:
    """A limit as its author wrote it, its cases one after the other."""
    return " / ".join(
        " or ".join(term.text for term in case.terms) for case in limit.cases
    )
