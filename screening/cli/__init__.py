"""The command line: commands, options, exit codes. The only folder that reads the clock and the environment."""
