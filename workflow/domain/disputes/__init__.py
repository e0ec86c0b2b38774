"""Whose case is it: what opens a dispute, whose turn it is, what a ruling says."""
