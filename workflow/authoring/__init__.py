"""From an author's YAML to a checked definition, and all that is wrong on the way."""
