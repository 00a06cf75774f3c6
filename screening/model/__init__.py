"""Immutable data types: questionnaires, answers, guidance texts, contacts."""
