"""Workflows: documents, grammar, checks, and the definitions that they build."""
