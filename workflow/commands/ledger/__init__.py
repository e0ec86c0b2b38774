"""`gridcase ledger`: a module per command, and the words that they share."""
