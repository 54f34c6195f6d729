"""`make run`: a hub, a source that posts lifelike leads over HTTP, and the desktop, signed in.

With a screen it opens there and leads keep coming until you quit it. Without one it brings its own
(Xvfb), plays the story of one lead, and leaves numbered pictures and a timeline in build/demo.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import story
from backstage import ROOT, Hub, bytecode_kept, free_port
from desks import DesktopProgram
from people import Poster
from phone_company import PhoneCompany

OUT = ROOT / "build" / "demo"
MANY_S = (20, 40)
"""Seconds from one lead to the next on a real screen."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--virtual", action="store_true", help="play the story, screen or not")
    asked = parser.parse_args()
    bytecode_kept()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not has_screen and sys.platform == "linux":
        asked.virtual = True
    with ExitStack() as running:
        phones = running.enter_context(PhoneCompany.running())
        port = free_port()
        gateways = phones.settings(OUT, f"http://127.0.0.1:{port}")
        hub = running.enter_context(Hub.running(OUT / "hub", port, gateways))
        if asked.virtual:
            return story.play(hub, phones, OUT, running)
        return open_here(hub, OUT)


def open_here(hub: Hub, out: Path) -> int:
    """The desktop on this screen, and a new lead now and then until it is quit."""
    print(f"A hub serves at {hub.url}. Anna's desktop opens; the first lead rings in a moment.")
    print("Quit with Ctrl+Q in the window, or Ctrl+C here.", flush=True)
    poster, chance = Poster(hub, random.SystemRandom()), random.SystemRandom()
    with DesktopProgram.running(hub, out, "Anna", "rep", dict(os.environ)) as desktop:
        try:
            desktop.wait_live()
            while desktop.process.poll() is None:
                who = poster.post()
                print(f"{time.strftime('%H:%M:%S')}  {who.name}, {who.source}", flush=True)
                with suppress(subprocess.TimeoutExpired):
                    desktop.process.wait(chance.uniform(*MANY_S))
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
