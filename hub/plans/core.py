"""The numeric core, brought in when it is first needed: that takes a second, and a hub that starts
has desks to let in. Only one thread may begin it: its modules name one another, and two threads
half way through them would each find the other's half."""

import threading
from importlib import import_module

_lock = threading.Lock()
_there = False


def bring_in() -> None:
    """After this the modules of the planner and of the plans may be imported in any thread. Not on
    the loop, unless it was done before."""
    global _there
    if _there:
        return
    with _lock:
        for name in ("choose", "learning", "night", "repack"):
            import_module(f"hub.plans.{name}")
        _there = True
