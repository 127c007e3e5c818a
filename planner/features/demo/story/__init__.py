"""What happens in the demonstration, as tables: change a word here and the next load tells it."""
