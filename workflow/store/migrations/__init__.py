"""The migrations: numbered, one file each, never edited."""
