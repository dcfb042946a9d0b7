"""What the user sets: the form of an experiment and the bugs in its backward pass."""
