"""What is asked of a check: what explains it, and what to compare it with."""
