"""Departments and people: who there is, where they belong, who heads what."""
