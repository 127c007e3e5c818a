"""The pages of targets and of their values."""
