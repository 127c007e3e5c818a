"""Signing in and out, the first set-up, and one's own account."""
