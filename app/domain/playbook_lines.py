"""Which line of a TOML text holds a key. Asked only when something is wrong with that key, and in
time that grows with the text and not with what is in it."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

# What may hold a line break, a bracket or a number sign without ending anything, and what ends it.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+"
    r"|[\[\]{}=,\n]",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:\s|\#[^\n]*+)*+")


def line_of(text: str, path: Path) -> int | None:
    """The 1-based line on which `path`, or the closest table above it, is written; None for
    neither."""
    lines = _lines(text)
    for length in range(len(path), 0, -1):
        if (found := lines.get(path[:length])) is not None:
            return found
    return None


def _lines(text: str) -> dict[Path, int]:
    """Every path of `text` and the line it begins on. The text must be valid TOML."""
    text = text.replace("\r\n", "\n")
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    line, seen = 1, 0
    for start, end in _statements(text):
        line, seen = line + text.count("\n", seen, start), start
        statement = text[start:end]
        made = tomllib.loads(statement)
        if statement.startswith("["):
            table = _header(made, statement.startswith("[["), counts)
            found.setdefault(table, line)
        else:
            _note(found, table, made, line)
            _elements(found, table, made, statement, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where each header and each `key = value` begins and ends."""
    start, end = _after_blank(text, 0), len(text)
    while start < end:
        depth, stop = 0, end
        for token in _TOKEN.finditer(text, start):
            depth += (token[0] in "[{") - (token[0] in "]}")
            if token[0] == "\n" and depth == 0:
                stop = token.start()
                break
        yield start, stop
        start = _after_blank(text, stop)


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _header(made: dict[str, Any], listed: bool, counts: dict[Path, int]) -> Path:
    """The path of a table header, with the number of its element where it stands in a list."""
    names: list[str] = []
    level: Any = made
    while isinstance(level, dict) and level:
        name, level = next(iter(level.items()))
        names.append(name)
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if listed and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _note(found: dict[Path, int], above: Path, made: Any, line: int) -> None:
    pairs = made.items() if isinstance(made, dict) else enumerate(made)
    for key, value in pairs:
        found.setdefault((*above, key), line)
        if isinstance(value, dict | list):
            _note(found, (*above, key), value, line)


def _elements(
    found: dict[Path, int], above: Path, made: dict[str, Any], text: str, begun: int
) -> None:
    """What stands in a list over several lines has a line of its own."""
    path = above
    value: Any = made
    while isinstance(value, dict) and len(value) == 1:
        name, value = next(iter(value.items()))
        path = (*path, name)
    if not isinstance(value, list):
        return
    line, seen = begun, 0
    for number, start in enumerate(_starts(text)):
        line, seen = line + text.count("\n", seen, start), start
        below: dict[Path, int] = {}
        _note(below, path, {number: value[number]}, line)
        found.update(below)


def _starts(text: str) -> Iterator[int]:
    """Where the elements of `key = [...]` begin; nothing where the value is no list."""
    depth, valued = 0, False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == "=" and not valued:
            valued = True
            if not text.startswith("[", _after_blank(text, token.end())):
                return
        elif valued:
            depth += (sign in "[{") - (sign in "]}")
            if (sign == "[" and depth == 1) or (sign == "," and depth == 1):
                start = _after_blank(text, token.end())
                if not text.startswith("]", start):
                    yield start
