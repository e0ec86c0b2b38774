"""One group of commands per noun: read the input, call one verb, show the result."""
