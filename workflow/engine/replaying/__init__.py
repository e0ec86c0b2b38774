"""The parts of a replay: the log, what its rows ask for, batches, and the figures."""
