"""From a tree of texts to named fields, whatever shape the sender gave it: flat, nested, lists
of {label, value}, questions and answers kept apart. What a field means is decided here; what it
is worth is decided by those who take it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hub.intake.body import Node
from hub.intake.clean import LINE, line
from hub.intake.labels import opaque, phrase
from hub.intake.targets import target
from hub.intake.vocabulary import LABELS

FIELDS = 400
_LABELS = (
    "label",
    "title",
    "column_name",
    "question",
    "name",
    "field",
    "key",
    "parameter",
    "ref",
    "id",
    "text",
)
_VALUES = ("value", "values", "string_value", "answer", "answers", "answerDetails", "raw_value")
_IDS = ("questionId", "id", "ref")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer. `path` ends in the label it was given; `values` are texts as they came."""

    path: tuple[str, ...]
    values: tuple[str, ...]
    hint: str = ""
    target: str = ""

    @property
    def label(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def text(self) -> str:
        return next((value for value in self.values if value.strip()), "")


@dataclass(slots=True)
class Form:
    """The fields of one enquiry; each is taken once, and what nobody took is still there at the
    end."""

    fields: list[Field]
    taken: set[int] = field(default_factory=set)

    def of(self, target: str) -> list[Field]:
        """Every field that means `target`, marked as taken."""
        found = [one for one in self.fields if one.target == target]
        self.taken.update(id(one) for one in found)
        return found

    def first(self, target: str) -> str:
        """The first text given for `target`, or ""."""
        return next((one.text for one in self.of(target)), "")

    def each(self, target: str, limit: int = LINE) -> list[str]:
        """Every text given for `target`, on one line each and cleaned, without repeats."""
        said = (line(value, limit) for one in self.of(target) for value in one.values)
        return list(dict.fromkeys(one for one in said if one))

    def untaken(self) -> list[Field]:
        return [one for one in self.fields if id(one) not in self.taken]

    def take(self, one: Field) -> None:
        self.taken.add(id(one))


def form(tree: Node) -> Form:
    """The filled-in fields of `tree`, at most `FIELDS`. Never raises for a tree within the depth
    limit."""
    titles = dict(_titles(tree))
    found: list[Field] = []
    for one in _walk(tree, (), "", titles):
        if one.text and one.path:
            found.append(one)
        if len(found) >= FIELDS:
            break
    return Form([replace(one, target=target(one.path, one.text, one.hint)) for one in found])


# ---- walking ---------------------------------------------------------------------------------


def _walk(node: Node, path: tuple[str, ...], hint: str, titles: dict[str, str]) -> Iterator[Field]:
    if isinstance(node, dict):
        yield from _walk_object(node, path, titles)
    elif isinstance(node, list):
        texts = tuple(_text(one) for one in node if not isinstance(one, dict | list))
        if texts:
            yield Field(path, texts, hint)
        for one in node:
            if isinstance(one, dict | list):
                yield from _walk(one, path, hint, titles)
    elif node is not None:
        yield Field(path, (_text(node),), hint)


def _walk_object(
    node: dict[str, Node], path: tuple[str, ...], titles: dict[str, str]
) -> Iterator[Field]:
    answer = _answer(node, titles)
    if answer is not None:
        label, value, kind = answer
        yield from _walk(_chosen(value, node), (*path, label), kind, titles)
    elif not ("questionId" in node or "mimeType" in node):  # a question unanswered, a file
        about = node.get("definition")
        if isinstance(about, dict) and isinstance(about.get("title"), str):
            yield Field((*path, "form title"), (str(about["title"]),))
        for key, below in node.items():
            if key.casefold() not in LABELS["skipped"]:
                yield from _walk(below, (*path, key), "", titles)


def _text(node: Node) -> str:
    if isinstance(node, bool):
        return "true" if node else "false"
    return node if isinstance(node, str) else ""


def _answer(node: dict[str, Node], titles: dict[str, str]) -> tuple[str, Node, str] | None:
    """`node` as (label, value, type) when it is one question with its answer."""
    kind = node.get("type") or node.get("predefinedField") or ""
    kind = kind.casefold() if isinstance(kind, str) else ""
    about = node.get("field")
    if isinstance(about, dict) and isinstance(node.get("type"), str):
        value = node.get(str(node["type"]))
        label = _title_of(about, titles) or str(about.get("ref") or node["type"])
        return label, value, kind
    key = next((key for key in _VALUES if key in node), "")
    if not key or "email" in node or "phone" in node:
        return None
    label = _title_of(node, titles) or _own_label(node)
    return (label, node[key], kind) if label else None


def _own_label(node: dict[str, Node]) -> str:
    said = [node[key] for key in _LABELS if isinstance(node.get(key), str)]
    plain = [text for text in said if isinstance(text, str) and text.strip() and phrase(text)]
    return next((text for text in plain if not opaque(text)), plain[0] if plain else "")


def _title_of(node: dict[str, Node], titles: dict[str, str]) -> str:
    for key in _IDS:
        known = node.get(key)
        if isinstance(known, str) and known in titles:
            return titles[known]
    return ""


def _titles(node: Node) -> Iterator[tuple[str, str]]:
    """What each question is called, where questions and answers are kept apart."""
    if isinstance(node, list):
        for one in node:
            yield from _titles(one)
    elif isinstance(node, dict):
        title = node.get("title") or node.get("name")
        known = node.get("questionId") or (node.get("id") if "type" in node else None)
        if isinstance(title, str) and isinstance(known, str) and _VALUES[0] not in node:
            yield known, title
        for below in node.values():
            yield from _titles(below)


def _chosen(value: Node, node: dict[str, Node]) -> Node:
    """The words of a choice: options named by id are looked up, wrappers of one are opened."""
    names: dict[str, str] = {}
    options = node.get("options")
    for one in options if isinstance(options, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            names[str(one["id"])] = _text(one.get("text") or one.get("label") or one.get("name"))
    if names and isinstance(value, list):
        return [names.get(one, one) if isinstance(one, str) else one for one in value]
    while isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    return value
