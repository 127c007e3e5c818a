"""The rooms. Each has the same shape: manifest, views, forms, commands, queries."""
