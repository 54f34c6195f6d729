"""The lock is complete, pinned with hashes, and serves from any mirror."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def distribution(requirement: str) -> str:
    """The normal name in a requirement such as `ua-parser[regex]>=1,<2`."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def test_every_package_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {name for name, _ in PIN.findall(LOCK)}
    assert {distribution(one) for one in asked} - pinned == set()


def test_every_pin_has_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PIN.findall(LOCK)) > 40
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_host_and_no_place_on_a_disk() -> None:
    named = [
        line
        for line in LOCK.splitlines()
        if "://" in line or line.startswith(("-i", "--index", "--extra", "--find", "/", "-e"))
    ]
    assert named == []
