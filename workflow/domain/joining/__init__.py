"""Joint work: how a case comes to it, what it waits for, and how it is left."""
