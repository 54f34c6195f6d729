"""From the bytes of a mail to what the hub makes of it. Nothing a sender can write raises here or
costs more than a fixed amount of time and memory."""

import hashlib

from msgspec.structs import replace

from app.domain.ids import Ms
from hub.gateways.mail_html import as_text
from hub.gateways.mail_parts import LARGEST, Mail, ids, mailbox, parsed, parts, text_of, words
from hub.gateways.mail_reports import automatic, bounce, complaint
from hub.gateways.newest_text import newest
from hub.gateways.port import Inbound

_MOST_ANSWERED = 20


def read_mail(raw: bytes, at: Ms | None, ours: frozenset[str]) -> Inbound | None:
    """`raw`, which arrived `at`, as one message; None for what we sent ourselves, from one of the
    addresses `ours` (lower case). Never raises."""
    try:
        return _read(parsed(raw), raw, at, ours)
    except Exception:  # a parser that stumbles must neither stop the mailbox nor lose the mail
        return Inbound(kind="email", from_="", ref=_digest(raw), at=at)


def _read(mail: Mail, raw: bytes, at: Ms | None, ours: frozenset[str]) -> Inbound | None:
    name, sender = mailbox(mail, "From")
    base = Inbound(
        kind="email",
        from_=sender,
        from_name=name,
        to=mailbox(mail, "To")[1],
        subject=words(mail, "Subject")[:500],
        ref=(ids(mail, "Message-ID") or [_digest(raw)])[0],
        in_reply_to=_answered(mail),
        at=at,
    )
    return None if sender.lower() in ours else _about(base, mail)


def _about(base: Inbound, mail: Mail) -> Inbound:
    if told := complaint(mail):
        return replace(
            base, about="complaint", failed_to=told.by, in_reply_to=told.of or base.in_reply_to
        )
    if back := bounce(mail):
        return replace(
            base,
            about="bounce",
            failed_to=back.failed_to,
            final=back.final,
            why=back.why,
            in_reply_to=back.of or base.in_reply_to,
        )
    return replace(base, text=_text(mail), about="away" if automatic(mail) else "reply")


def _answered(mail: Mail) -> tuple[str, ...]:
    """What it answers, nearest first."""
    near = ids(mail, "In-Reply-To") + ids(mail, "References")[::-1]
    return tuple(dict.fromkeys(near))[:_MOST_ANSWERED]


def _text(mail: Mail) -> str:
    """The newest words: of the plain text where there is one, else of the HTML."""
    plain = rich = ""
    for part in parts(mail):
        if part.get_filename() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and not plain:
            plain = text_of(part).strip()
        elif kind == "text/html" and not rich:
            rich = text_of(part)
    return newest(plain or as_text(rich))


def _digest(raw: bytes) -> str:
    """A name for a mail without one; the same mail always has the same."""
    return f"{hashlib.sha256(raw[:LARGEST]).hexdigest()[:40]}@no-message-id.invalid"
