"""Fortnightly reviews: series of meetings, a line for each target, decisions and actions; closing one freezes what was seen."""
