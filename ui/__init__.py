"""The rep's window: shows what it is given, asks by signal; no async def, no I/O of its own."""
