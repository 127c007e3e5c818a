"""The service seen from outside: whether it lives, whether it is ready for work, and its numbers."""
