"""The engine beside the raw drivers, measured in one run: `python -m benchmarks`."""
