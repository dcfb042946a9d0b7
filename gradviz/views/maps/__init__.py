"""The maps of the arrays."""
