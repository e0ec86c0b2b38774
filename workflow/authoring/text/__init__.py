"""From letters to a tree with positions, and findings about what was read."""
