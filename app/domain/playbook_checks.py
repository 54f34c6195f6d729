"""What the parts of a playbook say of each other: names that lead nowhere, times that contradict.
Each check yields the path of a key and what is wrong with it."""

from collections.abc import Iterator
from typing import get_args

from app.domain import planning_values, playbook_templates, rules_file
from app.domain.languages import LANGUAGE
from app.domain.lead import LaneName
from app.domain.playbook import Playbook
from app.domain.playbook_lines import Path
from app.domain.rules import DEFAULT
from app.domain.touch import Disposition

Found = Iterator[tuple[Path, str]]

LONGEST_UNDO, LONGEST_LINK, LONGEST_WORD = 300, 90, 40
"""Seconds, days, letters."""


def mistakes(book: Playbook) -> Found:
    """Everything wrong with `book`, lanes first: others name them."""
    checks = (
        _lanes,
        _ranks,
        _cadences,
        _rules,
        _planning,
        _dispositions,
        _messages,
        playbook_templates.templates,
        playbook_templates.acks,
        _reasons,
    )
    for check in checks:
        yield from check(book)


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


def _rules(book: Playbook) -> Found:
    if DEFAULT not in book.rules:
        yield ("rules",), "[rules.default] is missing: it counts for every country without a rule"
    for key, rule in book.rules.items():
        for name, why in rules_file.mistakes(key, rule):
            yield ("rules", key, *((name,) if name else ())), why
    for key, why in book.relaxed.items():
        if not why.strip():
            yield ("relax", key, "why"), "say why this rule need not be kept"


def _planning(book: Playbook) -> Found:
    for key, why in planning_values.mistakes(book.planning):
        yield ("planning", *key.split(".")), why


def _dispositions(book: Playbook) -> Found:
    for name in get_args(Disposition):
        if name not in book.dispositions:
            yield ("dispositions", name), "is missing"
    for key, after in book.dispositions.items():
        if key not in get_args(Disposition):
            yield ("dispositions", key), f"unknown; there are {', '.join(get_args(Disposition))}"
        if after.wait < 0:
            yield ("dispositions", key, "wait"), "cannot be negative"


def _messages(book: Playbook) -> Found:
    said = book.messages
    if not 0 <= said.undo <= LONGEST_UNDO:
        yield ("messages", "undo"), f"expected 0 s to {LONGEST_UNDO} s"
    if not LANGUAGE.fullmatch(said.language):
        yield ("messages", "language"), f'expected a language like "en", not "{said.language}"'
    if not 1 <= said.link_days <= LONGEST_LINK:
        yield ("messages", "link_days"), f"expected 1 to {LONGEST_LINK} days"
    for table in ("stop_words", "start_words"):
        for language, words in getattr(said, table).items():
            if not LANGUAGE.fullmatch(language):
                yield ("messages", table, language), 'expected a language like "de"'
            for number, word in enumerate(words):
                if not word.strip() or len(word) > LONGEST_WORD:
                    yield (
                        ("messages", table, language, number),
                        f"expected a word or two, {LONGEST_WORD} letters at most",
                    )


def _reasons(book: Playbook) -> Found:
    yield from _twice("return_reasons", [reason.key for reason in book.return_reasons])


def _twice(where: str, keys: list[str]) -> Found:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield (where, number, "key"), f'"{key}" is taken already'
