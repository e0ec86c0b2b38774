"""Senders of finished messages, one module per channel."""
