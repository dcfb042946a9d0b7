"""The page that explores epsilon."""
