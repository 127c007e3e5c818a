"""The start page with the five questions, what the signed-in person must do, and the map of what leads to what."""
