"""One busy day of a city, played through the engine's own verbs."""

from workflow.engine.demo.day import Day, Played, photo, play
from workflow.engine.demo.figures import Board, Late, Unit, board
from workflow.engine.demo.quarrels import Quarrel, quarrel

__all__ = [
    "Board",
    "Day",
    "Late",
    "Played",
    "Quarrel",
    "Unit",
    "board",
    "photo",
    "play",
    "quarrel",
]
