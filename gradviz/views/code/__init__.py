"""The code view: the forward and the backward pass as the lines that run."""
