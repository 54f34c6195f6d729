"""The wire contract, sans I/O."""
