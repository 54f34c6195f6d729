"""The hub every voice is tried on: a process of its own for each test, or one for a file."""

from tests.hub_process import hub, shared_hub

__all__ = ["hub", "shared_hub"]
