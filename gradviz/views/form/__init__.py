"""The form: what the user sets."""
