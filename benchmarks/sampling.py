"""Where the engine's step spends its processor time: `python -m benchmarks.sampling`.

It looks at the stack a thousand times in a second of processor time, which changes
what it measures far less than a tracing profiler does.
"""

import gc
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from benchmarks import on_sqlite, scenario
from benchmarks.contest import Turn
from benchmarks.plan import Plan

PLAN = Plan(rounds=24, cases=40, batches=1)
SHOWN = 30

_EVERY = 0.001
_MICROS = 1_000_000
_ROOT = Path(__file__).parents[1]


class Samples:
    """How often each function was found on the stack, and at its end."""

    def __init__(self) -> None:
        self.total = 0
        self.within: Counter[str] = Counter()
        self.itself: Counter[str] = Counter()

    def take(self, _signal: int, frame: FrameType | None) -> None:
        """Look at the stack; the handler of a timer's signal."""
        names = []
        while frame is not None:
            names.append(_name(frame))
            frame = frame.f_back
        self.total += 1
        self.itself[names[0]] += 1
        self.within.update(set(names))


def main() -> None:
    """Print microseconds per step for each function, with and without what it calls."""
    with tempfile.TemporaryDirectory(prefix="gridcase-") as folder:
        files = on_sqlite.SqliteFiles(folder=Path(folder), plan=PLAN)
        files.prepare()
        with scenario.engine(files.copy("sampled"), scenario.HANDLED) as runtime:
            scenario.warm_up(runtime, PLAN)
            rounds = scenario.scripted(runtime, PLAN)
            turns = [turn for taken in rounds for turn in taken]
            samples, micros = _sample(turns)
    each = micros / samples.total
    print(f"{micros:.0f} µs of processor time per step, {samples.total} samples")
    for title, counted in (("within", samples.within), ("itself", samples.itself)):
        print(f"\n{title:>8}  µs per step")
        for name, count in counted.most_common(SHOWN):
            print(f"{count * each:8.1f}  {name}")


def _sample(turns: Sequence[Turn]) -> tuple[Samples, float]:
    samples = Samples()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGPROF, samples.take)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    start = time.process_time()
    for turn in turns:
        turn()
    used = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    return samples, used / len(turns) * _MICROS


def _name(frame: FrameType) -> str:
    code = frame.f_code
    path = Path(code.co_filename)
    if path.is_relative_to(_ROOT):
        path = path.relative_to(_ROOT)
    return f"{'/'.join(path.parts[-3:])} {code.co_name}"


if __name__ == "__main__":
    main()
