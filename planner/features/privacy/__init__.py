"""What is kept about a person: handed out to them in an open format, and erased when it must be."""
