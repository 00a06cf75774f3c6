"""Conditions, totals, scores, the interview, the result. Pure: no clock, no files, no terminal."""
