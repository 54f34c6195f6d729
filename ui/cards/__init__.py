"""The ring cards: small windows above everything, one a lead, one for a burst."""
