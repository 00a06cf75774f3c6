"""Questionnaires and answers of FHIR, both ways."""
