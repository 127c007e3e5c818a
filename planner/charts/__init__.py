"""Figures: numbers in, pictures out. Knows the domain and nothing else: no request, no database, no language."""
