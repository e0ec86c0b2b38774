"""Processes that are really killed, at every statement and at random."""
