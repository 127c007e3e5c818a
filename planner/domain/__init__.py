"""What is true with pencil and paper: rules without a database, a clock or a framework."""
