"""Which totals, conditions and outcomes can be reached: exact, without any answers."""
