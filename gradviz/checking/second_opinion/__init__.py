"""Derivatives of J that do not depend on epsilon, and share nothing with the backward pass."""
