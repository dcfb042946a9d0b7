"""What a check of given gradients assumes, questioned before a line is accused."""
