"""What a counselor does: the session and its lock, sittings, pages, administration, the menus."""
