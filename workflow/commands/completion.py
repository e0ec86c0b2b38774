"""What a shell offers behind the tabulator: cases, actions, people.

A shell asks in the middle of a line, so whatever goes wrong here is silent: no
database, no such case, no such person give no offer.
"""

from collections.abc import Callable, Iterator

import click
from click.shell_completion import CompletionItem

from workflow.commands.session import CASE
from workflow.commands.shared import settings_of
from workflow.domain.case import number_text
from workflow.domain.reasons import clock_names
from workflow.engine import screens
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.why import DUE, OWNER
from workflow.settings import Settings
from workflow.store.screens import Filters

OFFERED = 30
"""So many offers at the most fit on a screen."""

_DIGITS = 14

_Offers = Callable[[Runtime, Settings], Iterator[CompletionItem]]


def open_cases(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The newest open cases whose number begins so."""
    return _quietly(ctx, lambda run, told: _cases(run, told, incomplete, is_open=True))


def cases(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The newest open cases, and closed ones too where some digits are typed."""
    wanted = None if incomplete else True
    return _quietly(
        ctx, lambda run, told: _cases(run, told, incomplete, is_open=wanted)
    )


def step_fields(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The fields that the action before it takes, each with its equals sign."""
    return _quietly(ctx, lambda run, told: _fields(run, told, ctx, incomplete))


def actions(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The actions that the state of the case before it offers, what is free first."""
    return _quietly(ctx, lambda run, told: _actions(run, told, ctx, incomplete))


def questions(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """What `case why` explains: the owner, the clocks, the actions of the state."""
    return _quietly(ctx, lambda run, told: _questions(run, told, ctx, incomplete))


def people(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The people whose key or name begins so."""
    return _quietly(ctx, lambda run, _: _people(run, incomplete))


def departments(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The departments whose key begins so."""
    return _quietly(ctx, lambda run, _: _departments(run, incomplete))


def _quietly(ctx: click.Context, offers: _Offers) -> list[CompletionItem]:
    settings = settings_of(ctx)
    try:
        with open_runtime(settings) as runtime:
            return list(offers(runtime, settings))
    except Exception:  # noqa: BLE001 - nothing may be printed into the line being typed
        return []


def _cases(
    runtime: Runtime,
    settings: Settings,
    incomplete: str,
    *,
    is_open: bool | None,
) -> Iterator[CompletionItem]:
    digits = incomplete.replace("-", "")
    # The number begins with these digits, so it lies below them followed by nines.
    below = int(digits.ljust(_DIGITS, "9")) + 1 if digits else None
    rows = screens.list_cases(
        runtime, Filters(is_open=is_open), below=below, size=OFFERED
    )
    for row in rows:
        state = row.state_title.in_language(settings.language)
        category = row.category_title.in_language(settings.language)
        number = number_text(row.number)
        shown = number if "-" in incomplete else number.replace("-", "")
        if shown.startswith(incomplete):
            said = f"{state} · {category}" if category else state
            yield CompletionItem(number, help=said)


def _actions(
    runtime: Runtime, settings: Settings, ctx: click.Context, incomplete: str
) -> Iterator[CompletionItem]:
    actor = screens.person_key(runtime, settings.acts_as)
    found = screens.show(runtime, ctx.params["number"], actor)
    if found is None:
        return
    for offer in sorted(found.offers, key=lambda each: bool(each.blockers)):
        if offer.action.startswith(incomplete):
            title = offer.zh if settings.language == "zh" else offer.en
            yield CompletionItem(offer.action, help=title)


def _fields(
    runtime: Runtime, settings: Settings, ctx: click.Context, incomplete: str
) -> Iterator[CompletionItem]:
    # An option without its value ends click's parsing, so that the words before it
    # are still unread.
    number, action, *_ = ctx.args
    found = screens.show(runtime, CASE.convert(number, None, ctx), "")
    if found is None:
        return
    taken = next(offer for offer in found.offers if offer.action == action)
    for name in (*taken.needs, *taken.may):
        if name.startswith(incomplete):
            title = found.context.definition.fields[name].title
            yield CompletionItem(f"{name}=", help=title.in_language(settings.language))


def _questions(
    runtime: Runtime, settings: Settings, ctx: click.Context, incomplete: str
) -> Iterator[CompletionItem]:
    found = screens.show(runtime, ctx.params["number"], "")
    if found is None:
        return
    labels = [clock.label for clock in found.case.clocks.values()]
    names = clock_names(found.context)
    for word in dict.fromkeys((OWNER, DUE, *labels, *names)):
        if word.startswith(incomplete):
            yield CompletionItem(word)
    yield from _actions(runtime, settings, ctx, incomplete)


def _people(runtime: Runtime, incomplete: str) -> Iterator[CompletionItem]:
    with runtime.database.reading() as connection:
        known = runtime.city(connection).organisation.people.values()
    found = 0
    for person in known:
        if found < OFFERED and person.key.startswith(incomplete):
            yield CompletionItem(person.key, help=person.name)
        elif found < OFFERED and incomplete and person.name.startswith(incomplete):
            yield CompletionItem(person.name, help=person.key)
        else:
            continue
        found += 1


def _departments(runtime: Runtime, incomplete: str) -> Iterator[CompletionItem]:
    with runtime.database.reading() as connection:
        known = runtime.city(connection).organisation.departments.values()
    for each in known:
        if each.closed_on is None and each.key.startswith(incomplete):
            yield CompletionItem(each.key, help=each.title.zh)
