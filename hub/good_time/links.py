"""Links in messages: `PUBLIC/t/<id>.<signature>` to the page where they choose a time, `/u/` to
unsubscribe. Made when a message is queued, checked and used up here, in the caller's transaction;
what the page says is `page.py`."""

import base64
import hashlib
import hmac
import secrets
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BindParameter, Connection, and_, bindparam, insert, select, update

from app.domain import commands as c
from app.domain.ids import Ms, made_at
from hub import keys
from hub.prepared import Prepared, Row
from hub.tables import link as t

Kind = Literal["time", "stop"]
MARKER = "{good_time}"
PATHS: dict[Kind, str] = {"time": "/t/", "stop": "/u/"}
DAY_MS = 86_400_000
STOP_DAYS = 400
"""A way out of our mail stays open long after the mail was read."""
KEY: keys.Name = "link_key"
ID_BYTES, SIGNATURE_BYTES = 9, 12
"""Whole groups of base64, so that a token has one spelling only: 12 and 16 characters."""
TOKEN_CHARS = 12 + 1 + 16


class Link(Struct, frozen=True, kw_only=True):
    """A link whose signature is good. `answer` is what was chosen with it, "" while it is unused;
    `chosen` the instant, in digits, where that was a time. Their own words are not kept here."""

    id: str
    kind: Kind
    team: str
    lead: str
    message: str
    expires: Ms
    used: Ms | None = None
    answer: str = ""
    chosen: str = ""


class Bad(Struct, frozen=True, kw_only=True):
    """Why a link opens nothing. Of an `unknown` one nothing is told, forged or never made; the
    others had a good signature once."""

    why: Literal["unknown", "expired", "used"]
    link: Link | None = None


_COLUMNS = (
    t.c.id,
    t.c.kind,
    t.c.team_id,
    t.c.lead_id,
    t.c.message_id,
    t.c.expires_ms,
    t.c.used_ms,
    t.c.answer,
    t.c.doc,
)
_HERE = t.c.id == bindparam("b_id")
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))
_FIND = Prepared(select(*_COLUMNS).where(_HERE))
_OF_MESSAGE = Prepared(
    select(*_COLUMNS).where(
        t.c.lead_id == bindparam("b_lead"),
        t.c.message_id == bindparam("b_message"),
        t.c.kind == bindparam("b_kind"),
    )
)
_SPENT: dict[str, BindParameter[object]] = {
    "used_ms": bindparam("b_now"),
    "answer": bindparam("b_answer"),
    "doc": bindparam("b_doc"),
}
_USE = Prepared(
    update(t)
    .where(and_(_HERE, t.c.used_ms.is_(None), t.c.expires_ms > bindparam("b_now")))
    .values(_SPENT)
)
_STOP = Prepared(update(t).where(and_(_HERE, t.c.answer != "stop")).values(_SPENT))


def mint(
    conn: Connection, kind: Kind, team: str, lead: str, message: str, now: Ms, days: int
) -> str:
    """A new link's token, good for `days` from `now`; the same one again for the same message."""
    if (made := _OF_MESSAGE.one(conn, b_lead=lead, b_message=message, b_kind=kind)) is not None:
        return _token(keys.key(conn, KEY), _link(made))
    key, expires = keys.key(conn, KEY), now + days * DAY_MS
    # Programs that find links in a text leave out a dash at the end: none is made that ends in one.
    token = ""
    while not token[-1:].isalnum():
        name = secrets.token_urlsafe(ID_BYTES)
        token = f"{name}.{_signature(key, kind, name, expires)}"
    _ADD.run(
        conn,
        id=name,
        kind=kind,
        team_id=team,
        lead_id=lead,
        message_id=message,
        made_ms=now,
        expires_ms=expires,
        used_ms=None,
        answer="",
        doc="",
    )
    return token


def read(conn: Connection, kind: Kind, token: str, now: Ms) -> Link | Bad:
    """The link behind a token of `kind`. A stop link is never used up: to stop twice is to stop."""
    name, _, _ = token.partition(".")
    row = _FIND.one(conn, b_id=name) if _spelled(token) else None
    if row is None:
        return Bad(why="unknown")
    link = _link(row)
    if link.kind != kind or not hmac.compare_digest(_token(keys.key(conn, KEY), link), token):
        return Bad(why="unknown")
    if link.expires <= now:
        return Bad(why="expired", link=link)
    return Bad(why="used", link=link) if link.used is not None and kind == "time" else link


def use(conn: Connection, link: Link, answer: str, now: Ms, chosen: str = "") -> bool:
    """Spend it: True for exactly one caller, however many ask at once."""
    done = _USE.run(conn, b_id=link.id, b_answer=answer, b_doc=chosen, b_now=now)
    return done == 1


def stop(conn: Connection, link: Link, now: Ms) -> bool:
    """They want no more: also with a link that was used or is too old. False when it said so
    already."""
    return _STOP.run(conn, b_id=link.id, b_answer="stop", b_doc="", b_now=now) == 1


def url(public_url: str, kind: Kind, token: str) -> str:
    return public_url.rstrip("/") + PATHS[kind] + token


def length(public_url: str) -> int:
    """How many characters a link to the page has; 0 where none can be made."""
    return len(url(public_url, "time", "")) + TOKEN_CHARS if public_url else 0


def put_links(
    conn: Connection,
    text: str,
    *,
    public_url: str,
    team: str,
    lead: str,
    message: str,
    now: Ms,
    days: int,
) -> str:
    """`text` with its marker replaced by a link; without an address that the outside reaches, the
    marker goes, and the blank before it."""
    if MARKER not in text:
        return text
    if not public_url:
        return text.replace(f" {MARKER}", "").replace(MARKER, "").strip()
    token = mint(conn, "time", team, lead, message, now, days)
    return text.replace(MARKER, url(public_url, "time", token))


def linked(
    conn: Connection,
    command: c.Command,
    *,
    public_url: str,
    team: str,
    lead: str,
    now: Ms,
    days: int,
) -> c.Command:
    """`command` with the marker in its words, where it has any, replaced as `put_links` does."""
    answer = command.answer if isinstance(command, c.SendMessage | c.ClaimLead) else None
    if answer is None or MARKER not in answer.text or made_at(answer.message) is None:
        return command  # what is no message's id is refused by the rules
    text = put_links(
        conn,
        answer.text,
        public_url=public_url,
        team=team,
        lead=lead,
        message=answer.message,
        now=now,
        days=days,
    )
    return replace(command, answer=replace(answer, text=text))


# ---- parts -----------------------------------------------------------------------------------


def _spelled(token: str) -> bool:
    """Can it be one at all? What cannot is not asked for."""
    return len(token) == TOKEN_CHARS and token.isascii() and token.isprintable()


def _link(row: Row) -> Link:
    name, kind, team, lead, message, expires, used, answer, chosen = row
    return Link(
        id=name,
        kind=kind,
        team=team,
        lead=lead,
        message=message,
        expires=int(expires),
        used=None if used is None else int(used),
        answer=answer,
        chosen=chosen,
    )


def _token(key: bytes, link: Link) -> str:
    return f"{link.id}.{_signature(key, link.kind, link.id, link.expires)}"


def _signature(key: bytes, kind: Kind, name: str, expires: Ms) -> str:
    said = f"{kind}\n{name}\n{expires}".encode()
    cut = hmac.new(key, said, hashlib.sha256).digest()[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(cut).decode("ascii")
