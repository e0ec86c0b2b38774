"""`gridcase dispute`: whose case is it."""
