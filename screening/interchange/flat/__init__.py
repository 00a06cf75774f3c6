"""What REDCap and XLSForm share: one row for each question, and formulas over its name."""
