"""The user interfaces (terminal, plain lines, discreet, JSON Lines) and the talk that they share."""
