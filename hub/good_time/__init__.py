"""The page where people choose when to be called, the links to it, one-click unsubscribing."""
