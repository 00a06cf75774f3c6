"""Many answers at once: a table with a row for each response becomes a table of scores."""
