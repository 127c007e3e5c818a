"""Tables that strangers made: which column is what, how dates and numbers are written, what is refused."""
