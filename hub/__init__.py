"""The lead feed: one writer, one log, two doors."""
