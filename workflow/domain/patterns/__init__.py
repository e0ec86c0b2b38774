"""Ping-pong and gaming: what the routes and the histories of cases give away."""

from workflow.domain.patterns.quarrels import Feud, Quarrel, feuds, quarrels
from workflow.domain.patterns.routes import Figures, Pair, Route, collapsed, figures
from workflow.domain.patterns.signs import SHARE, Rules, Sighting, Sign, sightings
from workflow.domain.patterns.story import Moment, Story, route_of, told

__all__ = [
    "SHARE",
    "Feud",
    "Figures",
    "Moment",
    "Pair",
    "Quarrel",
    "Route",
    "Rules",
    "Sighting",
    "Sign",
    "Story",
    "collapsed",
    "feuds",
    "figures",
    "quarrels",
    "route_of",
    "sightings",
    "told",
]
