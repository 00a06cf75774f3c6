"""Counselor commands: the session and its lock, sittings, pages, administration, the menus."""
