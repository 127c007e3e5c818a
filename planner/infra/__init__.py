"""The outside world: database sessions, the clock, mail, files, PDF. Knows no word of the product."""
