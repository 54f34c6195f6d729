"""The published contract is the one the code speaks."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import msgspec

from app.protocol import messages as m

ROOT = Path(__file__).parent.parent.parent


def test_the_committed_file_is_made_from_the_frames_as_they_are() -> None:
    check = [sys.executable, "packaging/make_asyncapi.py", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr


def test_every_frame_is_in_it_in_its_direction() -> None:
    told = msgspec.json.decode((ROOT / "docs" / "asyncapi.json").read_bytes())
    for operation, frames in (("tellDesk", m.FromHub), ("hearDesk", m.FromDesk)):
        named = {ref["$ref"].rsplit("/", 1)[1] for ref in told["operations"][operation]["messages"]}
        assert named == {frame.__name__ for frame in get_args(frames)}


def test_every_reference_leads_somewhere() -> None:
    told = msgspec.json.decode((ROOT / "docs" / "asyncapi.json").read_bytes())

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(ref := value.get("$ref"), str):
                place = told
                for name in ref.removeprefix("#/").split("/"):
                    place = place[name]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(told)
