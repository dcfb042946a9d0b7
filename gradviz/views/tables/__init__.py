"""Tables, each with its plain model and its Qt model."""
