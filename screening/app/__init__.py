"""What one command works with: content, settings, a user interface, and a person's own saved answers."""
