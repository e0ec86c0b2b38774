"""`gridcase responsibility`: who answers for what, and by which rule."""
