"""A playbook's TOML to a `Playbook`, or one error that names the line and the key. Reading the file
itself is the caller's."""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, cast

import msgspec

from app.domain import planning_values, rules_file
from app.domain.lead import LaneName
from app.domain.playbook import (
    AckRule,
    After,
    Cadence,
    Lane,
    Messages,
    Planning,
    Playbook,
    RankRule,
    ReturnReason,
    Template,
)
from app.domain.playbook_checks import mistakes
from app.domain.playbook_lines import Path, line_of
from app.domain.playbook_shapes import At, made, parts
from app.domain.playbook_values import Wrong, seconds, with_seconds
from app.domain.rules import DEFAULT, Rule, Rules
from app.domain.touch import Disposition

LENGTHS = ("lease", "answer_grace", "merge_within", "min_gap")
COUNTS = ("max_calls_a_day", "burst")
TEXTS = ("name", "definition")
TABLES = ("lanes", "cadences", "dispositions")
LISTS = ("ranks", "templates", "return_reasons")
OPTIONAL = ("rules", "relax", "quiet_days", "planning", "messages", "acks")


class PlaybookError(Exception):
    """What is wrong with a playbook, as `line 41, lanes.strike_now.sla: expected a whole
    number`."""

    def __init__(self, why: str, path: Path = (), line: int | None = None) -> None:
        where = ", ".join(part for part in (f"line {line}" if line else "", dotted(path)) if part)
        super().__init__(f"{where}: {why}" if where else why)
        self.path = path
        self.line = line


def load(text: str, shipped: Rules | None = None) -> Playbook:
    """The playbook written in `text`, over the rules that ship. Raises PlaybookError, and nothing
    else."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise _syntax(str(wrong), text) from None
    try:
        playbook = _playbook(tree, shipped or {})
        for path, why in mistakes(playbook):
            raise At(path, why)
    except At as wrong:
        raise PlaybookError(wrong.why, wrong.path, line_of(text, wrong.path)) from None
    return playbook


def dotted(path: Path) -> str:
    """`lanes.strike_now.repeats[1]`. Elements of lists are counted from 1, as people do."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def _syntax(said: str, text: str) -> PlaybookError:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    if found:
        why = f"{said[: found.start()].strip()} (column {found[2]})"
        return PlaybookError(f"this is not TOML: {why}", line=int(found[1]))
    return PlaybookError(f"this is not TOML: {said}", line=max(1, len(text.splitlines())))


def _playbook(tree: dict[str, Any], shipped: Rules) -> Playbook:
    needed = (*TEXTS, *LENGTHS, *COUNTS, *TABLES, *LISTS)
    for key in tree:
        if key == "hours":
            raise At((key,), "calling hours are rules now: see [rules] in docs/playbook.md")
        if key not in (*needed, *OPTIONAL):
            raise At((key,), f"unknown key; there are {', '.join((*needed, *OPTIONAL))}")
    for key in needed:
        if key not in tree:
            raise At((key,), "is missing")
    relaxed = _relaxed(tree, shipped)
    return Playbook(
        name=_plain(tree, "name", str),
        definition=_plain(tree, "definition", str),
        lease=_length(tree, "lease"),
        answer_grace=_length(tree, "answer_grace"),
        merge_within=_length(tree, "merge_within"),
        min_gap=_length(tree, "min_gap"),
        max_calls_a_day=_count(tree, "max_calls_a_day"),
        burst=_count(tree, "burst"),
        ranks=tuple(_listed(tree, "ranks", RankRule)),
        lanes=cast("dict[LaneName, Lane]", dict(_tabled(tree, "lanes", Lane, _lane))),
        cadences=dict(_tabled(tree, "cadences", Cadence, _steps)),
        rules=_ruled(tree, shipped, relaxed),
        relaxed=relaxed,
        dispositions=cast(
            "dict[Disposition, After]",
            dict(_tabled(tree, "dispositions", After, lambda raw: with_seconds(raw, "wait"))),
        ),
        templates=tuple(_listed(tree, "templates", Template)),
        return_reasons=tuple(_listed(tree, "return_reasons", ReturnReason)),
        planning=_planning(tree),
        messages=_messages(tree),
        acks=tuple(_listed({"acks": [], **tree}, "acks", AckRule, _ack)),
    )


def _messages(tree: dict[str, Any]) -> Messages:
    path = ("messages",)
    table = _converted(path, lambda raw: with_seconds(raw, "undo"), tree.get("messages", {}))
    return cast(Messages, made(path, table, Messages))


def _ack(table: Any) -> Any:
    return with_seconds(table, "after", "nobody")


def _planning(tree: dict[str, Any]) -> Planning:
    path = ("planning",)
    table = _converted(path, planning_values.planning, tree.get("planning", {}))
    return cast(Planning, made(path, table, Planning))


def _ruled(tree: dict[str, Any], shipped: Rules, relaxed: dict[str, str]) -> dict[str, Rule]:
    """The rules that ship, with the team's own over them, without those it set aside."""
    own = dict(_tabled({"rules": {}, **tree}, "rules", Rule, rules_file.written))
    kept = {key: rule for key, rule in {**shipped, **own}.items() if key not in relaxed}
    days = tree.get("quiet_days", [])
    if not isinstance(days, list):
        raise At(("quiet_days",), "expected a list of dates")
    quiet = (
        _converted(("quiet_days", number), lambda day: rules_file.iso(day, ""), day)
        for number, day in enumerate(days)
    )
    return rules_file.with_quiet(kept, quiet)


def _relaxed(tree: dict[str, Any], shipped: Rules) -> dict[str, str]:
    found = dict(_tabled({"relax": {}, **tree}, "relax", _Relaxed, _same))
    for key in found:
        if key == DEFAULT or key not in shipped:
            why = "somebody must be left with hours" if key == DEFAULT else "there is no such rule"
            raise At(("relax", key), why)
    return {key: one.why for key, one in found.items()}


class _Relaxed(msgspec.Struct, frozen=True):
    why: str


def _plain(tree: dict[str, Any], key: str, kind: type[Any]) -> Any:
    return made((key,), tree[key], kind)


def _length(tree: dict[str, Any], key: str) -> int:
    value = _converted((key,), lambda raw: seconds(raw, ""), tree[key])
    return _at_least((key,), made((key,), value, int), 0)


def _count(tree: dict[str, Any], key: str) -> int:
    return _at_least((key,), _plain(tree, key, int), 1)


def _at_least(path: Path, value: int, least: int) -> int:
    if value < least:
        raise At(path, f"{value} is too small; {least} is the least")
    return value


def _lane(table: Any) -> Any:
    return with_seconds(table, "sla", "accept", "not_before", "repeats")


def _steps(table: Any) -> Any:
    if not isinstance(table, dict) or not isinstance(table.get("steps"), list):
        return table
    steps = []
    for number, step in enumerate(table["steps"]):
        try:
            steps.append(with_seconds(step, "wait"))
        except Wrong as wrong:
            raise Wrong(f"steps[{number}].{wrong.key}", wrong.why) from None
    return {**table, "steps": steps}


def _same(table: Any) -> Any:
    return table


def _listed(
    tree: dict[str, Any], key: str, kind: type[Any], reading: Callable[[Any], Any] = _same
) -> Iterator[Any]:
    if not isinstance(tree[key], list):
        raise At((key,), f"expected [[{key}]] entries")
    for number, table in enumerate(tree[key]):
        path = (key, number)
        yield made(path, _converted(path, reading, table), kind)


def _tabled(
    tree: dict[str, Any], key: str, kind: type[Any], reading: Callable[[Any], Any]
) -> Iterator[tuple[str, Any]]:
    if not isinstance(tree[key], dict):
        raise At((key,), f"expected [{key}.…] tables")
    for name, table in tree[key].items():
        path = (key, name)
        yield name, made(path, _converted(path, reading, table), kind)


def _converted(path: Path, reading: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reading(value)
    except Wrong as wrong:
        raise At((*path, *parts(wrong.key)), wrong.why) from None
