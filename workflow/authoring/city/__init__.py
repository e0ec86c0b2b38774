"""The reference data of a city: documents, checks, and the values that they build."""
