"""What a joint meeting may do, and what its rulings do to cases."""
