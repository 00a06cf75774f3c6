"""Prove the scoring of a questionnaire: every way of answering it is scored twice, by two readings of one file."""
