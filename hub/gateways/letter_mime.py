"""A letter as the bytes of an email: headers that cannot be broken out of, text and simple HTML.

How it is carried lives in `smtp.py`; DKIM is the relay's."""

import html
import re
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from app.domain.ids import Ms, at
from hub.gateways.port import Letter

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP  # the default, base64, hides the words from whoever reads the source
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_SPECIAL = re.compile(r"[()<>\[\]:;@\\,.\"]")
_ID_PART = re.compile(r"[^\s<>]{1,900}")
_LONGEST_NAME = 100
_LONGEST_SUBJECT = 300


def as_mail(letter: Letter, *, from_: str, team: str, reply_to: str, now: Ms) -> bytes:
    """`letter` from the company's address `from_`, with CRLF line ends, not yet dot-stuffed.

    `team` stands behind the rep's name ("Mara Vogel at Northwind"). Addresses are checked before,
    in `smtp.py`; one that is not ASCII stands as UTF-8 (RFC 6532). Headers follow RFC 5322, 2047,
    3834 and 8058."""
    mail = MIMEMultipart("alternative", policy=compat32)
    sender = f"{letter.from_name} at {team}" if letter.from_name and team else ""
    mail["From"] = _mailbox(sender or letter.from_name or team, from_)
    mail["To"] = _mailbox(letter.to_name, letter.to)
    if reply_to and reply_to != from_:
        mail["Reply-To"] = _mailbox("", reply_to)
    mail["Subject"] = _words(one_line(letter.subject)[:_LONGEST_SUBJECT], "Subject")
    mail["Date"] = format_datetime(at(now))
    mail["Message-ID"] = f"<{_id(letter.message_id)}>"
    _threading(mail, letter)
    if letter.automatic:
        kind = "auto-replied" if letter.in_reply_to else "auto-generated"
        mail["Auto-Submitted"] = kind
    if letter.unsubscribe:
        mail["List-Unsubscribe"] = f"<{_id(letter.unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = _body(letter.text)
    mail.attach(MIMEText(text, "plain", _UTF8))  # type: ignore[arg-type]
    mail.attach(MIMEText(as_html(text), "html", _UTF8))  # type: ignore[arg-type]
    return mail.as_bytes(policy=compat32.clone(linesep="\r\n"))


def as_html(text: str) -> str:
    """`text` as simple HTML: paragraphs, line breaks, links; nothing is loaded from anywhere."""
    paragraphs = "\n".join(
        f"<p>{_linked(block)}</p>" for block in re.split(r"\n[ \t]*\n", text.strip()) if block
    )
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n'
        '<body style="font-family:sans-serif;font-size:15px;line-height:1.45">\n'
        f"{paragraphs}\n</body></html>\n"
    )


def one_line(words: str) -> str:
    """`words` without line ends and control characters: what may stand in a header."""
    return _CONTROL.sub(" ", words).strip()


def _linked(block: str) -> str:
    made, done = [], 0
    for link in _LINK.finditer(block):
        made.append(_lines(block[done : link.start()]))
        address = html.escape(link.group(), quote=True)
        made.append(f'<a href="{address}">{address}</a>')
        done = link.end()
    return "".join([*made, _lines(block[done:])])


def _lines(words: str) -> str:
    return html.escape(words, quote=True).replace("\n", "<br>\n")


def _body(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in plain if c in "\n\t" or not _CONTROL.match(c))
    return kept.rstrip("\n") + "\n"


def _threading(mail: MIMEMultipart, letter: Letter) -> None:
    """In-Reply-To and References, oldest first (RFC 5322 §3.6.4)."""
    if letter.in_reply_to:
        mail["In-Reply-To"] = f"<{_id(letter.in_reply_to)}>"
    known = [*letter.references, *([letter.in_reply_to] if letter.in_reply_to else [])]
    if known:
        kept = dict.fromkeys(_id(one) for one in known)
        mail["References"] = " ".join(f"<{one}>" for one in kept)


def _id(words: str) -> str:
    """A Message-ID or address between angle brackets: one run without blanks or brackets."""
    found = _ID_PART.match(one_line(words).strip("<>"))
    return found.group() if found else "unknown@invalid"


def _mailbox(name: str, address: str) -> str:
    """`name <address>`, the name quoted or encoded (RFC 2047 §5 rule 3)."""
    raw = address.encode().decode("ascii", "surrogateescape")
    name = one_line(name)[:_LONGEST_NAME].rstrip()
    if not name:
        return raw
    if not name.isascii() or "=?" in name:
        return f"{_words(name, 'Reply-To')} <{raw}>"
    return f"{_quoted(name)} <{raw}>"


def _quoted(name: str) -> str:
    if not _SPECIAL.search(name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _words(words: str, header: str) -> str:
    """`words` as encoded words of at most 75 characters where they are not ASCII."""
    if words.isascii() and "=?" not in words:
        return words
    return Header(words, "utf-8", header_name=header).encode()
