"""Lists as Qt wants them: what stands in which row. Nothing is painted or decided here."""
