"""Real worker processes that are killed at random and started again at once."""

import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which workers that do nothing are broken, on any machine."""

LOOK = 0.25
"""Seconds after which the database is looked at again, though nobody said a word."""


class Hand:
    """One worker, and what it says on standard error; its channel is the console.

    `begun` tells that it is at work; from then on no trouble may end it.
    """

    def __init__(self, address: str) -> None:
        command = [sys.executable, "-m", "cli", "worker", "--json", "--every", "0.05"]
        self.end, into = os.pipe()
        self.process = subprocess.Popen(
            [*command, "--database", address], cwd=ROOT, stderr=into
        )
        os.close(into)
        self._rest = b""
        self.begun = False
        self.log: list[dict[str, Any]] = []
        self.sent: list[str] = []

    def hear(self) -> bool:
        """Take in what it has said; False once nothing can come any more."""
        heard = os.read(self.end, 65536)
        *lines, self._rest = (self._rest + heard).split(b"\n")
        for line in lines:
            if line.startswith(b"{"):
                self.log.append(json.loads(line))
            elif line.startswith(b"["):
                self.sent.append(line[1:].partition(b"]")[0].decode())
        self.begun = self.begun or any(
            each["message"] == "Working." for each in self.log
        )
        return bool(heard)

    def bury(self) -> int:
        """Kill it if it still lives, and hear its last words; its exit code."""
        self.process.kill()
        code = self.process.wait()
        while self.hear():
            pass
        os.close(self.end)
        return code


class Crew:
    """Some workers on one database, in the order in which they were started.

    `sent` counts by message how often it left, and `troubles` are the errors that
    any of the workers met.
    """

    def __init__(self, address: str, size: int) -> None:
        self._address = address
        self._hands = [Hand(address) for _ in range(size)]
        self.sent: Counter[str] = Counter()
        self.troubles: set[str] = set()

    def listen(self, seconds: float) -> None:
        """Take in what the workers say for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._hear(left)

    def wait_for(self, reached: Callable[[], bool], what: str) -> None:
        """Wait until something is so; a word of a worker is a reason to look again."""
        until = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < until, f"{what} never came: {self.troubles}"
            self._hear(LOOK)

    def wait_until_at_work(self) -> None:
        """Wait until every worker has begun."""
        self.wait_for(lambda: all(hand.begun for hand in self._hands), "the start")

    def kill_one(self, chance: Random) -> None:
        """Kill a worker as nothing can that asks, and start another in its place.

        The youngest is spared: it may not have begun to work.
        """
        self._replace(self._hands[chance.randrange(len(self._hands) - 1)])

    def end(self) -> list[int]:
        """Ask all to end in good order; their exit codes."""
        for hand in self._hands:
            hand.process.terminate()
        hands, self._hands = self._hands, []
        codes = [hand.process.wait(PATIENCE) for hand in hands]
        for hand in hands:
            self._bury(hand)
        return codes

    def close(self) -> None:
        """Leave no process behind, whatever happened."""
        for hand in self._hands:
            hand.bury()

    def _hear(self, seconds: float) -> None:
        """Take in what is said within so many seconds, and replace who has ended."""
        by_end = {hand.end: hand for hand in self._hands}
        ready, _, _ = select.select(list(by_end), [], [], seconds)
        for end in ready:
            hand = by_end[end]
            if not hand.hear():
                # It could not begin without the database; its supervisor goes on.
                code = hand.process.wait()
                self._replace(hand)
                assert not hand.begun, f"a worker ended by itself with {code}"

    def _replace(self, hand: Hand) -> None:
        self._hands.remove(hand)
        self._hands.append(Hand(self._address))
        self._bury(hand)

    def _bury(self, hand: Hand) -> None:
        hand.bury()
        self.sent.update(hand.sent)
        errors = (line for line in hand.log if line["level"] == "ERROR")
        self.troubles |= {
            "\n".join((line["message"], line.get("trace", ""))) for line in errors
        }


@contextmanager
def a_crew(address: str, size: int = 3) -> Iterator[Crew]:
    """Workers at a database, gone at the end of the block."""
    crew = Crew(address, size)
    try:
        yield crew
    finally:
        crew.close()
