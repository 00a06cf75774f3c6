"""A private self-check on the signs of addiction, and the engine that runs such questionnaires."""

__version__ = "0.1.0"
