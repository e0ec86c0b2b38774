"""One module per verb; each runs in one transaction and returns a value."""
