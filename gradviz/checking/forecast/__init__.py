"""What a check will cost, counted before it starts."""
