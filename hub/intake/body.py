"""Raw bytes to a tree of texts: JSON, forms and plain text. Knows nothing of leads.

Numbers stay the text they were written as: ids of 19 digits and phone numbers never pass through
a float.
"""

import json
from email.message import Message
from io import BytesIO
from typing import Union, cast
from urllib.parse import parse_qsl

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

Node = Union[str, bool, None, list["Node"], dict[str, "Node"]]  # noqa: UP007 - recursive
DEPTH = 32
FORM_FIELDS = 1_000
_JSON_TYPES = ("application/json", "text/json")
_FORM = "application/x-www-form-urlencoded"


class Unreadable(Exception):
    """The body cannot be read. The text says why, for the person who maps it."""


def read(body: bytes, content_type: str) -> Node:
    """What `body` says. Raises Unreadable, nothing else."""
    kind, charset, boundary = _declared(content_type)
    if not body.strip():
        raise Unreadable("the body is empty")
    if kind == "multipart/form-data":
        return _nested(_multipart(body, content_type if boundary else "", charset))
    if not (kind in ("", "text/plain", _FORM, *_JSON_TYPES) or kind.endswith("+json")):
        raise Unreadable(f"nothing here reads {kind[:60]}")
    text = _text(body, charset)
    if kind in _JSON_TYPES or kind.endswith("+json") or text.lstrip()[:1] in ("{", "["):
        # Some senders label their JSON as a form: what it is counts, not what it is called.
        return _bounded(_json(text))
    if kind == "text/plain":
        return _lines(text)
    return _nested(_pairs(text, charset))


def _declared(content_type: str) -> tuple[str, str, str]:
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")[:300]
    kind = header.get_content_type() if "/" in content_type else ""
    charset = str(header.get_param("charset") or "utf-8")
    return kind.lower(), charset, str(header.get_param("boundary") or "")


def _text(body: bytes, charset: str) -> str:
    for name in (charset, "utf-8-sig", "cp1252"):
        try:
            return body.decode(name).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
    return body.decode("latin-1")  # a wrong letter in a name beats a lead nobody hears of


def _json(text: str) -> Node:
    try:
        return cast(
            Node,
            json.loads(
                text,
                parse_int=str,
                parse_float=str,
                parse_constant=lambda _: None,
                object_pairs_hook=_gather,
            ),
        )
    except ValueError:
        raise Unreadable("the body is not valid JSON") from None
    except RecursionError:
        raise Unreadable("its JSON is nested too deeply") from None


def _bounded(tree: Node) -> Node:
    level: list[Node] = [tree]
    for _ in range(DEPTH + 1):
        level = [below for node in level for below in _below(node)]
        if not level:
            return tree
    raise Unreadable(f"its JSON is nested deeper than {DEPTH} levels")


def _below(node: Node) -> list[Node]:
    return list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []


def _gather(pairs: list[tuple[str, Node]]) -> dict[str, Node]:
    """Repeated names become a list, so neither value is lost."""
    out: dict[str, Node] = {}
    repeated: dict[str, list[Node]] = {}
    for name, value in pairs:
        if name not in out:
            out[name] = value
            continue
        if name not in repeated:
            repeated[name] = [out[name]]
            out[name] = repeated[name]
        repeated[name].append(value)
    return out


def _pairs(text: str, charset: str) -> list[tuple[str, str]]:
    for name in (charset, "utf-8", "cp1252", "latin-1"):
        try:
            pairs = parse_qsl(
                text,
                keep_blank_values=True,
                encoding=name,
                errors="strict",
                max_num_fields=FORM_FIELDS,
            )
            break
        except (LookupError, UnicodeError):
            continue
        except ValueError:
            raise Unreadable(f"the form has more than {FORM_FIELDS} fields") from None
    if all(not value for _, value in pairs):
        raise Unreadable("the body is not a form")
    return pairs


def _lines(text: str) -> Node:
    """`Name: value` lines, as mail-like senders and text/plain forms write them."""
    pairs: list[tuple[str, Node]] = []
    for one in text.splitlines()[:FORM_FIELDS]:
        cut = min((at for at in (one.find(":"), one.find("=")) if at > 0), default=-1)
        if 0 < cut <= 60:
            pairs.append((one[:cut].strip(), one[cut + 1 :].strip()))
    if not pairs:
        raise Unreadable("the text has no named fields")
    return _gather(pairs)


def _multipart(body: bytes, content_type: str, charset: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []

    def on_field(field: Field) -> None:
        if len(pairs) < FORM_FIELDS:
            value = _text(bytes(field.value or b""), charset)
            pairs.append((_text(bytes(field.field_name or b""), charset), value))

    def on_file(file: File) -> None:
        if len(pairs) < FORM_FIELDS and file.file_name:
            name = _text(bytes(file.field_name or b"file"), charset)
            pairs.append((name, _text(bytes(file.file_name), charset)))
        file.close()

    headers = {"Content-Type": content_type.encode("latin-1", "replace")}
    try:
        parse_form(headers, BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError):
        if not pairs:  # what came before the damage is still the lead
            raise Unreadable("the multipart form is damaged") from None
    if not pairs:
        raise Unreadable("the multipart form has no fields")
    return pairs


def _nested(pairs: list[tuple[str, str]]) -> Node:
    """`fields[name][value]=x` as a tree, and JSON inside a field as what it is."""
    out: dict[str, Node] = {}
    for name, value in pairs:
        head, *rest = name.replace("]", "").split("[")
        keys = [head, *[key for key in rest if key]][:DEPTH]
        _put(out, keys, _inner(value))
    return _bounded(out)


def _put(out: dict[str, Node], keys: list[str], value: Node) -> None:
    here = out
    for key in keys[:-1]:
        below = here.get(key)
        if not isinstance(below, dict):
            below = {} if below is None else {"": below}
            here[key] = below
        here = below
    last, held = keys[-1], here.get(keys[-1])
    if last not in here:
        here[last] = value
    elif isinstance(held, list):
        held.append(value)
    else:
        here[last] = [held, value]


def _inner(value: str) -> Node:
    if value[:1] in ("{", "[") and value.rstrip()[-1:] in ("}", "]"):
        try:
            return _bounded(_json(value))
        except Unreadable:
            return value
    return value
