"""What people decide on the results of a run, and what becomes of it."""
