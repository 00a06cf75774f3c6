"""The machine: private files, settings, signals, exit codes."""
