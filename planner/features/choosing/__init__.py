"""Choosing one thing out of many: what a form or a filter offers, and the suggestions while somebody types."""
