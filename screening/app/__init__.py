"""The context of one command: content, settings, user interface; and a person's own saved answers."""
