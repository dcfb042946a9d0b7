"""The 3-layer network: its form, data, parameters, forward pass and backward pass."""
