"""Which line of a backward pass is wrong first, and what it most likely is."""
