"""What stands beside the maps."""
