"""SMART targets: what is to change, from which value to which, by when; the values that were observed, and where it stands."""
