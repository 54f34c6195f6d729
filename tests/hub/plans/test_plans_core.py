"""The numeric core comes in whole, however many threads ask for it at once."""

import subprocess
import sys

ALL_AT_ONCE = """
import threading
from hub.plans import core

wrong = []
def ask(name):
    start.wait()
    try:
        core.bring_in()
        __import__(f"hub.planner.{name}")
    except BaseException as error:
        wrong.append(error)

start = threading.Barrier(6)
asking = [threading.Thread(target=ask, args=(name,)) for name in
          ("posterior", "belief", "model", "packing", "dead", "learning")]
for thread in asking: thread.start()
for thread in asking: thread.join()
print(wrong)
"""


def test_six_threads_that_ask_for_the_core_at_once_all_get_the_whole_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_AT_ONCE], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
