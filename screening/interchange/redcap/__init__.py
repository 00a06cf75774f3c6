"""Data dictionaries of REDCap, both ways."""
