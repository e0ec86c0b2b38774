"""The verbs of the joint meeting: its agenda, its resolutions, its minutes."""
