"""Widgets: values go in by ``set_...`` calls, signals come out."""
