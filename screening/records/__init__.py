"""The encrypted store: client files, sittings as events, the audit trail."""
