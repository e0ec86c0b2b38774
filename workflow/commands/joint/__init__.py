"""Commands about joint work."""
