"""Windows of their own, none of which makes the program wait."""
