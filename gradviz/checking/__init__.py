"""Gradient checking: engines, the difference, and what a check brings back."""
