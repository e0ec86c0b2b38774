"""The rules: pure functions over values. No input, no output, no clock, no chance."""
