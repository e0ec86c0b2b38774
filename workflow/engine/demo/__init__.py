"""One busy day of a city, played through the engine's own verbs."""

from workflow.engine.demo.day import Day, Played, play
from workflow.engine.demo.figures import Board, Late, Unit, board

__all__ = ["Board", "Day", "Late", "Played", "Unit", "board", "play"]
