"""One group of commands per noun: read the input, call one engine verb, show the result."""
