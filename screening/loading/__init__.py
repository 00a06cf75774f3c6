"""Read questionnaires and other content from YAML files; report the problems with their places."""
