"""Programs for people who work on this project: they write generated files."""
