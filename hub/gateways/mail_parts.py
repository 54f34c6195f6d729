"""A mail's headers and parts, read so that no sender can make it cost much or raise.

What they mean is `mail_reading.py`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from typing import TYPE_CHECKING

LARGEST = 1024 * 1024
"""Bytes read of one mail; what people write comes first, attachments after."""
_MOST_HEADER_BYTES = 128 * 1024
_DEEPEST = 8
_MOST_PARTS = 40
_MOST_NESTING = 60
_LONGEST_HEADER = 2_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ID = re.compile(r"<([^<>\s@]{1,500}@[^<>\s]{1,400})>")
_FORBIDDEN = r"\s<>\"(),:;\\\[\]@\x00-\x1f\x7f"
_ADDRESS = re.compile(rf"([^{_FORBIDDEN}]{{1,64}})@([^{_FORBIDDEN}]{{1,253}})")

if TYPE_CHECKING:
    Mail = Message[str, str]
else:  # the class takes no parameters before Python 3.13
    Mail = Message


def parsed(raw: bytes) -> Mail:
    """`raw` as a message; of one that is nested or headed beyond reason only the first headers."""
    raw = raw[:LARGEST].replace(b"\x00", b"")
    head = re.search(rb"\r?\n\r?\n", raw[:_MOST_HEADER_BYTES])
    low = raw.lower()
    nested = low.count(b"boundary") + low.count(b"message/") > _MOST_NESTING
    if head is None or nested:
        cut = raw[: head.end() if head else _MOST_HEADER_BYTES]
        text = b"\r\n".join(line for line in cut.splitlines() if not _multipart(line))
        return message_from_bytes(text + b"\r\n\r\n", policy=compat32)
    return message_from_bytes(raw, policy=compat32)


def _multipart(line: bytes) -> bool:
    return b"boundary" in line.lower() or line.lower().startswith(b"content-")


def parts(mail: Mail, depth: int = 0) -> Iterator[Mail]:
    """Its parts, outermost first. Mails inside it count as one part and are not entered."""
    yield mail
    if depth < _DEEPEST and mail.get_content_maintype() == "multipart":
        for part in inside(mail)[:_MOST_PARTS]:
            yield from parts(part, depth + 1)


def inside(mail: Mail) -> list[Mail]:
    """The messages a multipart or a message/... part holds."""
    held = mail.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def words(mail: Mail, name: str) -> str:
    """A header as text, decoded, on one line."""
    return decoded(raw_header(mail, name)[:_LONGEST_HEADER])


def raw_header(mail: Mail, name: str) -> str:
    """A header as it stands there; letters that are not ASCII are UTF-8, as RFC 6532 has it."""
    wanted = name.lower()
    for key, value in mail.raw_items():
        if key.lower() == wanted:
            return in_words(str(value).encode("utf-8", "surrogateescape"), "utf-8")
    return ""


def decoded(said: str) -> str:
    """Encoded words (RFC 2047) read, control characters gone, on one line."""
    with suppress(Exception):  # whatever a sender makes the library's parser stumble over
        said = "".join(_decoded(part, charset) for part, charset in decode_header(said))
    return " ".join(_CONTROL.sub("", said.replace("\r", " ").replace("\n", " ")).split())


def _decoded(part: str | bytes, charset: str | None) -> str:
    return part if isinstance(part, str) else in_words(part, charset or "utf-8")


def in_words(raw: bytes, charset: str) -> str:
    """Bytes in the charset they claim, else UTF-8, else whatever can be read."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def text_of(part: Mail) -> str:
    """A text part's words, with plain line ends and no control characters."""
    try:
        raw = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
    except Exception:  # a broken encoding or charset parameter
        raw, charset = str(part.get_payload()).encode("utf-8", "replace"), "utf-8"
    said = in_words(raw, charset) if isinstance(raw, bytes) else ""
    return _CONTROL.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def ids(mail: Mail, name: str) -> list[str]:
    """The Message-IDs in a header, without brackets, at most fifty."""
    return _ID.findall(raw_header(mail, name)[:20_000])[-50:]


def mailbox(mail: Mail, name: str) -> tuple[str, str]:
    """(name, address) of the first mailbox in a header. Taken apart before it is decoded: else an
    encoded name could pass for the address."""
    return address(raw_header(mail, name)[:_LONGEST_HEADER])


def address(said: str) -> tuple[str, str]:
    """(name, address) of the first mailbox in `said`; an address that could not stand in an
    envelope is empty. Domains are lower case."""
    try:
        found = getaddresses([_CONTROL.sub("", said)])
    except Exception:
        return "", ""
    for name, where in found:
        if fits := _ADDRESS.fullmatch(where.strip()):
            return decoded(name)[:200], f"{fits[1]}@{fits[2].lower()}"
    return "", ""
