"""`gridcase meeting`: the commands of the joint meeting."""
