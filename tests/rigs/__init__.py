"""Real parts for tests: display, session bus, notification daemons, keyring, scheme handlers.

Each is a context manager; `tests.rigs.fixtures` wraps them for pytest. What a part needs and does
not find becomes a skip whose reason names the package (on CI: a failure).
"""
