"""The page of the case of one dimension."""
