"""The only room that knows threads."""
