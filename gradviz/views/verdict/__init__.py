"""The verdict, on top of every page."""
