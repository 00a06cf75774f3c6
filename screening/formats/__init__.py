"""Documents and values as text, Markdown, HTML, PDF, SVG, CSV and JSON."""
