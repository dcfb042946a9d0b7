"""The main window, its actions, pages, looks and status."""
