"""gridcase: case handling for cities that are run grid by grid."""

__version__ = "0.1.0"
