"""Whose case is it: opening a dispute, its levels, what people say, how it ends."""
