"""The page of the lines of backprop."""
