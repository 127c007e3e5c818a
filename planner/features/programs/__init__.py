"""What is done about needs, for which goals, by whom, when and for how much; with the impact that sponsors expect of it."""
