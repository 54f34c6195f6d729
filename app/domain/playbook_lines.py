"""Which line of a TOML text holds a key. Asked only when something is wrong with that key."""

import tomllib
from typing import Any

Path = tuple[str | int, ...]


def line_of(text: str, path: Path) -> int | None:
    """The 1-based line on which `path`, or the closest table above it, is written; None for
    neither."""
    lines = _lines(text)
    for length in range(len(path), 0, -1):
        if (found := lines.get(path[:length])) is not None:
            return found
    return None


def _lines(text: str) -> dict[Path, int]:
    """Every path of `text` and the line its statement begins on. The text must be valid TOML."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    statement, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not statement:
            begun = number
            if not line.strip() or line.lstrip().startswith("#"):
                continue
        statement += line + "\n"
        try:
            made = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue  # a list or a text that goes on below
        if statement.lstrip().startswith("["):
            table = _header(made, statement.lstrip().startswith("[["), counts)
            found.setdefault(table, begun)
        else:
            _note(found, table, made, begun)
            _elements(found, table, made, statement, begun)
        statement = ""
    return found


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
    """A list written with one inline table a line: each of its elements has a line of its own."""
    rows = [n for n, row in enumerate(text.splitlines(), begun) if row.lstrip().startswith("{")]
    for key, value in made.items():
        if not isinstance(value, list) or len(rows) != len(value):
            continue
        for number, (each, line) in enumerate(zip(value, rows, strict=True)):
            found[(*above, key, number)] = line
            found.update({(*above, key, number, name): line for name in each})
