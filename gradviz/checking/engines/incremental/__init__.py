"""The engine that knows how the built-in network is made."""
