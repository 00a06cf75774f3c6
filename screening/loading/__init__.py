"""Read questionnaires and other content from YAML files; report every problem with its place."""
