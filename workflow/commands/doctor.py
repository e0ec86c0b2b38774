"""`gridcase doctor`: what is wrong with this installation, and how it fares."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from workflow.commands.output import (
    Styled,
    json_option,
    print_heading,
    print_json,
    print_table,
)
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.commands.times import Span, span
from workflow.domain.effects import instant_text
from workflow.domain.worktime import Measure
from workflow.engine.figures import WINDOW, Backlog, Figures
from workflow.engine.health import Check, Health, examine
from workflow.settings import Settings
from workflow.store.lateness import BUCKETS, Lateness


@click.command()
@click.option(
    "--since",
    type=Span(),
    default=WINDOW,
    show_default="24 hours",
    help="How far back the punctuality of rungs is looked at.",
)
@common_options
@json_option
@click.pass_context
def doctor(ctx: click.Context, since: timedelta, *, as_json: bool) -> None:
    """Look at clock, sweeping, outbox, incidents and calendars; exit 1 on alarms.

    Below the checks stand figures: how punctual rungs were, and what waits.
    """
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, _):
        health = examine(runtime, since)
    if as_json:
        print_json(_document(health))
    else:
        _print(health, settings.language == "zh")
    if not health.ok:
        raise click.exceptions.Exit(1)


def _print(health: Health, chinese: bool) -> None:  # noqa: FBT001 - of two languages
    print_table(
        ("检查", "结果", "说明") if chinese else ("Check", "Result", "What was found"),
        [
            (each.name, _verdict(each, chinese), each.zh if chinese else each.en)
            for each in health.checks
        ],
    )
    click.echo()
    print_heading("数据" if chinese else "Figures")
    print_table((), list(_figures(health.figures, chinese)))


def _verdict(check: Check, chinese: bool) -> Styled:  # noqa: FBT001 - of two languages
    if check.warns:
        return Styled(text="提醒" if chinese else "soon", style="yellow")
    if check.ok:
        return Styled(text="正常" if chinese else "ok", style="green")
    return Styled(text="异常" if chinese else "wrong", style="bold red")


def _figures(
    figures: Figures,
    chinese: bool,  # noqa: FBT001 - of two languages
) -> Iterator[tuple[str, object]]:
    late, backlog = figures.lateness, figures.backlog
    yield ("触发的梯级" if chinese else "Rungs fired"), late.fired
    for bound, count in zip((*BUCKETS, None), late.counts, strict=True):
        yield _bucket(bound, chinese), count
    for name, value in (("p50", late.p50), ("p95", late.p95), ("p99", late.p99)):
        told = "-" if value is None else _length(value, chinese)
        yield (f"延迟 {name}" if chinese else f"Late, {name}"), told
    names = _NAMES[0 if chinese else 1]
    values = (
        _length(backlog.overdue, chinese),
        backlog.waiting,
        _length(backlog.outbox_age, chinese),
        backlog.open_incidents,
        f"{figures.at_work}/{len(figures.workers)}",
        f"{figures.truncated}/{figures.sweeps}",
    )
    yield from zip(names, values, strict=True)


def _length(length: timedelta, chinese: bool) -> str:  # noqa: FBT001 - idem
    """A length as people read it; to the second and below while that matters."""
    if length < timedelta(minutes=1):
        seconds = f"{length.total_seconds():g}"
        return f"{seconds} 秒" if chinese else f"{seconds} s"
    micros = length // timedelta(microseconds=1)
    return span(micros, Measure.CONTINUOUS, "zh" if chinese else "en")


_NAMES = (
    (
        *("最早到期已过", "待发送消息", "最久已等", "未了结异常"),
        *("在运行/已知进程", "未完/全部扫描"),
    ),
    (
        *("First rung overdue for", "Messages waiting", "Oldest has waited"),
        *("Open incidents", "Workers up/known", "Sweeps truncated/all"),
    ),
)


def _bucket(bound: timedelta | None, chinese: bool) -> str:  # noqa: FBT001 - idem
    if bound is None:
        last = f"{BUCKETS[-1].total_seconds():g}"
        return f"　更晚(> {last} s)" if chinese else f"  later than {last} s"
    seconds = f"{bound.total_seconds():g}"
    return f"　≤ {seconds} s" if chinese else f"  within {seconds} s"


def _document(health: Health) -> dict[str, object]:
    checks = [
        {
            "name": each.name,
            "ok": each.ok,
            "warns": each.warns,
            "zh": each.zh,
            "en": each.en,
        }
        for each in health.checks
    ]
    figures = health.figures
    return {
        "ok": health.ok,
        "checks": checks,
        "counts": dict(health.counts),
        "lateness": _lateness(figures.lateness),
        **_backlog(figures.backlog),
        "sweeps": figures.sweeps,
        "sweeps_truncated": figures.truncated,
        "workers_up": figures.at_work,
        "workers": [
            {
                "id": each.id,
                "started_at": instant_text(each.started_at),
                "seen_at": _told(each.seen_at),
                "swept_at": _told(each.swept_at),
                "delivered_at": _told(each.delivered_at),
                "sweeps": each.sweeps,
                "truncated": each.truncated,
            }
            for each in figures.workers
        ],
    }


def _lateness(late: Lateness) -> dict[str, object]:
    def seconds(span: timedelta | None) -> float | None:
        return None if span is None else span.total_seconds()

    bounds = (*(bound.total_seconds() for bound in BUCKETS), None)
    return {
        "since": instant_text(late.since),
        "fired": late.fired,
        "buckets": [
            {"up_to_seconds": bound, "count": count}
            for bound, count in zip(bounds, late.counts, strict=True)
        ],
        "p50_seconds": seconds(late.p50),
        "p95_seconds": seconds(late.p95),
        "p99_seconds": seconds(late.p99),
    }


def _backlog(backlog: Backlog) -> dict[str, object]:
    return {
        "oldest_due": _told(backlog.oldest_due),
        "oldest_due_seconds": backlog.overdue.total_seconds(),
        "outbox": {
            "waiting": backlog.waiting,
            "oldest_seconds": backlog.outbox_age.total_seconds(),
        },
        "open_incidents": {
            kind.value: count for kind, count in backlog.incidents.items()
        },
    }


def _told(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)
