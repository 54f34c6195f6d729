"""The words of `vocabulary.toml` and `states.toml`, loaded once. What they mean is decided by
those who ask."""

import tomllib
from importlib.resources import files
from typing import Any

_all: dict[str, Any] = tomllib.loads(
    files("hub.intake").joinpath("vocabulary.toml").read_text(encoding="utf-8")
)
TARGETS: dict[str, list[str]] = _all["targets"]
LABELS: dict[str, frozenset[str]] = {k: frozenset(v) for k, v in _all["labels"].items()}
ANSWERS: dict[str, list[str]] = _all["answers"]
COUNTRIES: dict[str, list[str]] = _all["countries"]
STATES: dict[str, list[dict[str, list[str]]]] = tomllib.loads(
    files("hub.intake").joinpath("states.toml").read_text(encoding="utf-8")
)
