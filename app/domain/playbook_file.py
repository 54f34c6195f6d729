"""A playbook's TOML to a `Playbook`, or one error that names the line and the key. Reading the file
itself is the caller's."""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, cast, get_args

import msgspec

from app.domain.lead import LaneName
from app.domain.playbook import (
    After,
    Cadence,
    Hours,
    Lane,
    Playbook,
    RankRule,
    ReturnReason,
    Template,
)
from app.domain.playbook_lines import Path, line_of
from app.domain.playbook_values import (
    Wrong,
    calling_hours,
    seconds,
    template_fields,
    with_seconds,
)
from app.domain.touch import Disposition

LENGTHS = ("lease", "answer_grace", "merge_within", "min_gap")
COUNTS = ("max_calls_a_day", "burst")
TEXTS = ("name", "definition")
TABLES = ("lanes", "cadences", "hours", "dispositions")
LISTS = ("ranks", "templates", "return_reasons")
_TYPES = {
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "float": "a number with a point",
}


class PlaybookError(Exception):
    """What is wrong with a playbook, as `line 41, lanes.strike_now.sla: expected a whole
    number`."""

    def __init__(self, why: str, path: Path = (), line: int | None = None) -> None:
        where = ", ".join(part for part in (f"line {line}" if line else "", dotted(path)) if part)
        super().__init__(f"{where}: {why}" if where else why)
        self.path = path
        self.line = line


def load(text: str) -> Playbook:
    """The playbook written in `text`. Raises PlaybookError, and nothing else."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise _syntax(str(wrong)) from None
    try:
        playbook = _playbook(tree)
        _check_references(playbook)
    except _At as wrong:
        raise PlaybookError(wrong.why, wrong.path, line_of(text, wrong.path)) from None
    return playbook


def dotted(path: Path) -> str:
    """`lanes.strike_now.repeats[1]`. Elements of lists are counted from 1, as people do."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words


class _At(Exception):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


def _syntax(said: str) -> PlaybookError:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    if not found:
        return PlaybookError(f"this is not TOML: {said}")
    why = said[: found.start()].strip()
    return PlaybookError(f"this is not TOML: {why} (column {found[2]})", line=int(found[1]))


def _playbook(tree: dict[str, Any]) -> Playbook:
    known = (*TEXTS, *LENGTHS, *COUNTS, *TABLES, *LISTS)
    for key in tree:
        if key not in known:
            raise _At((key,), f"unknown key; there are {', '.join(known)}")
    for key in known:
        if key not in tree:
            raise _At((key,), "is missing")
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
        hours=dict(_tabled(tree, "hours", Hours, calling_hours)),
        dispositions=cast(
            "dict[Disposition, After]",
            dict(_tabled(tree, "dispositions", After, lambda made: with_seconds(made, "wait"))),
        ),
        templates=tuple(_listed(tree, "templates", Template, template_fields)),
        return_reasons=tuple(_listed(tree, "return_reasons", ReturnReason)),
    )


def _plain(tree: dict[str, Any], key: str, kind: type[Any]) -> Any:
    return _made((key,), tree[key], kind)


def _length(tree: dict[str, Any], key: str) -> int:
    value = _converted((key,), lambda raw: seconds(raw, ""), tree[key])
    return _at_least((key,), _made((key,), value, int), 0)


def _count(tree: dict[str, Any], key: str) -> int:
    return _at_least((key,), _plain(tree, key, int), 1)


def _at_least(path: Path, value: int, least: int) -> int:
    if value < least:
        raise _At(path, f"{value} is too small; {least} is the least")
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
        raise _At((key,), f"expected [[{key}]] entries")
    for number, table in enumerate(tree[key]):
        path = (key, number)
        yield _made(path, _converted(path, reading, table), kind)


def _tabled(
    tree: dict[str, Any], key: str, kind: type[Any], reading: Callable[[Any], Any]
) -> Iterator[tuple[str, Any]]:
    if not isinstance(tree[key], dict):
        raise _At((key,), f"expected [{key}.…] tables")
    for name, table in tree[key].items():
        path = (key, name)
        yield name, _made(path, _converted(path, reading, table), kind)


def _converted(path: Path, reading: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reading(value)
    except Wrong as wrong:
        raise _At((*path, *_parts(wrong.key)), wrong.why) from None


def _made(path: Path, value: Any, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as wrong:
        why, _, place = str(wrong).partition(" - at `$")
        below = _parts(place.rstrip("`"))
        named = re.search(r"(?:unknown|required) field `([^`]+)`", why)
        raise _At((*path, *below, *((named[1],) if named else ())), _plainly(why)) from None


def _parts(place: str) -> Path:
    """`.steps[0].wait` as ("steps", 0, "wait")."""
    found = re.findall(r"\[(\d+)\]|([\w-]+)", place)
    return tuple(int(number) if number else name for number, name in found)


def _plainly(why: str) -> str:
    if "unknown field" in why:
        return "unknown key"
    if "required field" in why:
        return "is missing"
    if why.startswith("Invalid enum value"):
        return f"{why.removeprefix('Invalid enum value ')} is not one of the words allowed here"
    found = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", why)
    if not found:
        return why[0].lower() + why[1:]
    wanted = " or ".join(_TYPES.get(each, each) for each in found[1].split(" | ") if each != "null")
    return f"expected {wanted}, not {_TYPES.get(found[2], found[2])}"


# ---- what the parts say of each other --------------------------------------------------------


def _check_references(book: Playbook) -> None:
    for checks in (_ranks, _lanes, _cadences, _hours, _dispositions, _templates, _reasons):
        for path, why in checks(book):
            raise _At(path, why)


Found = Iterator[tuple[Path, str]]


def _ranks(book: Playbook) -> Found:
    for number, rule in enumerate(book.ranks):
        if rule.lane not in book.lanes and rule.lane != "needs_mapping":
            yield ("ranks", number, "lane"), f'there is no lane "{rule.lane}"'
    last = book.ranks[-1] if book.ranks else None
    if last is None or last.source_kinds or last.words or last.needs:
        yield ("ranks",), "the last rule must match every lead: leave its conditions out"


def _lanes(book: Playbook) -> Found:
    for name, lane in book.lanes.items():
        if name not in get_args(LaneName):
            yield ("lanes", name), f"unknown lane; there are {', '.join(get_args(LaneName))}"
        if lane.cadence and lane.cadence not in book.cadences:
            yield ("lanes", name, "cadence"), f'there is no cadence "{lane.cadence}"'
        for key in ("sla", "accept", "not_before"):
            if (getattr(lane, key) or 0) < 0:
                yield ("lanes", name, key), "a length of time cannot be negative"
        if lane.sla is not None and lane.not_before >= lane.sla:
            yield ("lanes", name, "not_before"), "nobody may answer before the answer is due"
        if list(lane.repeats) != sorted(set(lane.repeats)) or any(r <= 0 for r in lane.repeats):
            yield ("lanes", name, "repeats"), "expected rising lengths of time, each once"


def _cadences(book: Playbook) -> Found:
    for name, cadence in book.cadences.items():
        for number, step in enumerate(cadence.steps):
            path: Path = ("cadences", name, "steps", number)
            if step.wait < 0 or step.days < 0:
                yield (*path, "wait" if step.wait < 0 else "days"), "cannot be negative"
            if step.wait and step.days:
                yield (*path, "days"), "say either wait or days"


def _hours(book: Playbook) -> Found:
    if "default" not in book.hours:
        yield ("hours",), "[hours.default] is missing: it counts for every country not named"
    for country, rule in book.hours.items():
        if country != "default" and not re.fullmatch("[A-Z]{2}", country):
            yield ("hours", country), "expected a country as two capital letters, like GB"
        if rule.pause[0] > rule.pause[1]:
            yield ("hours", country, "pause"), "it ends before it starts"
        if rule.overnight and not any(e < s for s, e in zip(rule.start, rule.end, strict=True)):
            yield ("hours", country, "overnight"), "no day runs past midnight"
        if all(s == e for s, e in zip(rule.start, rule.end, strict=True)):
            yield ("hours", country), "every day is closed"


def _dispositions(book: Playbook) -> Found:
    for name in get_args(Disposition):
        if name not in book.dispositions:
            yield ("dispositions", name), "is missing"
    for key, after in book.dispositions.items():
        if key not in get_args(Disposition):
            yield ("dispositions", key), f"unknown; there are {', '.join(get_args(Disposition))}"
        if after.wait < 0:
            yield ("dispositions", key, "wait"), "cannot be negative"


def _templates(book: Playbook) -> Found:
    yield from _twice("templates", [template.key for template in book.templates])
    for number, template in enumerate(book.templates):
        if not template.body.strip():
            yield ("templates", number, "body"), "an empty template says nothing"
        if template.channel == "call":
            yield ("templates", number, "channel"), "a call has no template"
        for lane in template.lanes:
            if lane not in book.lanes:
                yield ("templates", number, "lanes"), f'there is no lane "{lane}"'


def _reasons(book: Playbook) -> Found:
    yield from _twice("return_reasons", [reason.key for reason in book.return_reasons])


def _twice(where: str, keys: list[str]) -> Found:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield (where, number, "key"), f'"{key}" is taken already'
