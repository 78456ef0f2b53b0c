"""What surrounds every request: its id and log line, how much of it is read and how often, and how it is refused."""
