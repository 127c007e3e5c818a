"""Corrective actions: what is done when a target slips, by whom and when, and whether it helped."""
