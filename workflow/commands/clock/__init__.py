"""The commands on clocks: the list of what is open, and what an outage moved."""
