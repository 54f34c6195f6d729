"""The desk's store on disk: a mirror of the leads, the outbox, and a few settings."""
