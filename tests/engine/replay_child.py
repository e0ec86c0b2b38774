"""Replays a log in a process of its own, telling each batch, until it is killed."""

import sys
from pathlib import Path

from workflow.authoring.replays.mapping import read_mapping
from workflow.engine.replay import Replay, replay
from workflow.engine.runtime import open_runtime
from workflow.settings import Settings


def main(address: str, log: str, mapping: str, refused: str) -> None:
    asked = Replay(
        log=Path(log), mapping=read_mapping(Path(mapping)), refused=Path(refused)
    )
    with open_runtime(Settings(database=address)) as runtime:
        replay(runtime, asked, tell)


def tell(read: int) -> None:
    sys.stdout.write(f"{read}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
