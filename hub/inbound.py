"""What comes in from outside, decided inside the writer: whose message it is, what it means, whom
it concerns. Reading what a gateway says is each gateway's own, the HTTP door `callbacks.py`."""

import hashlib
import re
from collections.abc import Iterable
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, insert, select

from app.domain import commands as c
from app.domain.ids import Ms, made_at, new_id
from app.domain.lead import Consent, Lead, Person
from app.domain.touch import Channel
from hub import lead_rows, message_rows, stop_words, suppression, wants
from hub.deliveries import Delivery
from hub.gateways.port import Inbound, Report
from hub.intake import webhooks
from hub.message_rows import MessageRow
from hub.outgoing import calls, steps
from hub.prepared import Prepared
from hub.rulings import Done, Rulings
from hub.sources import SourceRow
from hub.tables import team as team_table
from hub.tables import webhook_source

What = Literal["known", "new", "again", "stranger", "stop", "bounce", "complaint", "report", "lost"]
"""What became of it. `stranger`: nobody we know, and no way for a stranger to come in. `lost`:
about a message that is not here."""
NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
OURS = {"sms": "Our number", "missed_call": "Our number", "email": "Our mailbox"}
LONGEST_TEXT = 20_000
_TEAMS = Prepared(select(team_table.c.id).order_by(team_table.c.created_ms, team_table.c.id))
_SOURCE = Prepared(
    select(webhook_source.c.id).where(
        webhook_source.c.team_id == bindparam("b_team"),
        webhook_source.c.kind == bindparam("b_kind"),
        webhook_source.c.name == bindparam("b_name"),
    )
)
ALLOWED = {"sms": "texted us first", "call": "called us", "email": "wrote to us"}


class Heard(Struct, frozen=True):
    """`lead` is whose it was, or became."""

    what: What
    lead: str = ""


# ---- reports -----------------------------------------------------------------------------------


def reported(rulings: Rulings, report: Report, conn: Connection) -> Done[Heard]:
    """What a gateway says by itself of something it took. The same report twice changes nothing."""
    row = message_rows.find(conn, report.message) if report.message else None
    row = row or message_rows.by_ref(conn, report.ref)
    if row is None or row.direction != "outbound":
        return Done(Heard("lost"))
    if row.channel == "call":
        step = calls.of_report(row, report, rulings.now())
        if step.state is None:
            return Done(Heard("report", row.lead))
        return _as(calls.write(rulings, row, step, False, conn), Heard("report", row.lead))
    if report.state in ("not_known", "no_answer", "call"):
        return Done(Heard("report", row.lead))
    if report.state == "on_its_way" and row.state not in ("sending", "unknown"):
        return Done(Heard("report", row.lead))
    word = steps.of_report(row, report, rulings.now())
    done = steps.write(rulings, row, [word], _to(conn, row), conn)
    return _as(done, Heard("report", row.lead))


def _to(conn: Connection, row: MessageRow) -> str:
    lead = lead_rows.find(conn, row.team, row.lead)
    message = lead.message(row.id) if lead is not None else None
    return message.to if message is not None else ""


def _as(done: Done[int], heard: Heard) -> Done[Heard]:
    return Done(heard, done.team, done.seq, also=done.also, post=done.post)


# ---- messages and calls ------------------------------------------------------------------------


def heard(rulings: Rulings, came: Inbound, conn: Connection) -> Done[Heard]:
    """A text, a mail, or a call nobody took. Safe to be told twice."""
    came = replace(came, from_=came.from_.strip(), text=came.text[:LONGEST_TEXT])
    if came.kind != "email" and not NUMBER.fullmatch(came.from_):
        return Done(Heard("stranger"))
    if came.about in ("bounce", "complaint"):
        return _returned(rulings, came, conn)
    if message_rows.by_ref(conn, _ref(came), "inbound") is not None:
        return Done(Heard("again"))
    lead = _whose(conn, came)
    if lead is None:
        return _from_a_stranger(rulings, came, conn)
    if came.kind == "call":
        order: c.HubCommand = c.MissCall(call=_ref(came), from_=came.from_, at=_at(rulings, came))
    else:
        order = _message(rulings, lead.team, came)
    if lead.state == "closed" and not (isinstance(order, c.ReceiveMessage) and _no_answer(order)):
        # Nobody looks at a closed lead any more: they ask anew.
        return _asks_anew(rulings, came, lead, conn)
    ruled = rulings.ruled(conn, lead.team, lead.id, order)
    return Done(Heard("known", lead.id), lead.team, ruled.seq, also=ruled.also, post=True)


def _no_answer(order: c.ReceiveMessage) -> bool:
    return order.away or order.said != ""


def _message(rulings: Rulings, team: str, came: Inbound) -> c.ReceiveMessage:
    assert came.kind != "call"
    away = came.about == "away"
    more = rulings.policies.playbook(team).messages
    said = stop_words.Said() if away else stop_words.said(came.text, came.kind, more)
    now = rulings.now()
    return c.ReceiveMessage(
        message=new_id(now),
        channel=came.kind,
        from_=came.from_,
        text=came.text,
        at=_at(rulings, came),
        subject=came.subject,
        ref=_ref(came),
        away=away,
        said=said.what,
        channels=said.channels,
    )


def _ref(came: Inbound) -> str:
    """The gateway's name for it; of a call an id of ours made from it, as it becomes a touch."""
    if came.kind == "call":
        name = came.ref or f"{came.from_} {came.at}"
        return str(uuid5(NAMESPACE_URL, f"call:{name}"))
    if came.ref:
        return came.ref[:400]
    # A gateway that names nothing: the same words from the same person at the same second.
    told = f"{came.from_} {(came.at or 0) // 1000} {came.text}"
    return "unnamed-" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _at(rulings: Rulings, came: Inbound) -> Ms:
    now = rulings.now()
    return now if came.at is None else min(came.at, now)


def _whose(conn: Connection, came: Inbound) -> Lead | None:
    """The lead of the message it answers, else of the newest that went there, else the newest open
    one with that number or address, whatever team. A closed one only where nobody else is left and
    it names the message itself."""
    named = _named(conn, came.in_reply_to)
    last = message_rows.last_to(conn, came.kind, came.from_)
    found = [_lead(conn, row) for row in (named, last) if row is not None]
    for lead in found:
        if lead is not None and lead.state != "closed":
            return lead
    for team, lead_id in _open_with(conn, came.kind, came.from_):
        lead = lead_rows.find(conn, team, lead_id)
        if lead is not None and lead.state != "closed":
            return lead
    return next((lead for lead in found if lead is not None), None)


def _lead(conn: Connection, row: MessageRow) -> Lead | None:
    return lead_rows.find(conn, row.team, row.lead)


def _open_with(conn: Connection, channel: Channel, address: str) -> Iterable[tuple[str, str]]:
    """Newest first: an id says when it was made."""
    return sorted(suppression.leads(conn, channel, address), key=lambda one: one[1], reverse=True)


def _named(conn: Connection, message_ids: Iterable[str]) -> MessageRow | None:
    """Ours, by the Message-IDs a mail answers: they begin with the message's own id."""
    for named in message_ids:
        own = named.partition("@")[0]
        if made_at(own) is not None and (row := message_rows.find(conn, own)) is not None:
            return row
        if (row := message_rows.by_ref(conn, named)) is not None:
            return row
    return None


def _returned(rulings: Rulings, came: Inbound, conn: Connection) -> Done[Heard]:
    """A mail that came back, or somebody who called ours spam. Anybody can write that a mail came
    back: only who names the mail itself, which nobody else knows, puts an address on the list."""
    row = _named(conn, came.in_reply_to)
    named = row is not None
    to = _to(conn, row) if row is not None else ""
    if not to and came.failed_to:
        to = came.failed_to
        row = message_rows.last_to(conn, "email", to)
    if row is None or row.channel != "email" or not to:
        return Done(Heard("lost"))
    also = list[tuple[str, int]]()
    if came.about == "complaint":
        if not named:
            return Done(Heard("lost"))
        also += wants.change(
            rulings, conn, ("email",), to, False, "said stop: called our mail spam", "complaint"
        )
        return Done(Heard("complaint", row.lead), also=tuple(also), post=True)
    why = came.why or "The mail came back."
    if came.final:
        if named:
            also += wants.change(
                rulings, conn, ("email",), to, False, "mail there comes back", "bounce"
            )
        failed = steps.Word(command=c.RecordFailed(message=row.id, why=why, code="bounce"))
        done = steps.write(rulings, row, [failed], to, conn)
        also += done.also
        return Done(Heard("bounce", row.lead), done.team, done.seq, also=tuple(also), post=True)
    return Done(Heard("bounce", row.lead))


# ---- nobody we know ----------------------------------------------------------------------------


def _from_a_stranger(rulings: Rulings, came: Inbound, conn: Connection) -> Done[Heard]:
    """A number nobody knows becomes a lead, unless all it says is stop. A mail does not: what
    arrives in a mailbox is mostly not for us."""
    teams = [team for (team,) in _TEAMS.rows(conn)]
    if came.kind == "email" or not teams:
        return Done(Heard("stranger"))
    team = teams[0]
    if came.kind == "sms":
        said = stop_words.said(came.text, "sms", rulings.policies.playbook(team).messages)
        if said.what:
            allowed = said.what == "start"
            why = f"said {said.what} by SMS"
            also = wants.change(rulings, conn, said.channels, came.from_, allowed, why, "stop")
            return Done(Heard("stop"), also=also)
    return _arrived(rulings, _enquiry(rulings, came, team, Person(), conn), conn)


def _asks_anew(rulings: Rulings, came: Inbound, known: Lead, conn: Connection) -> Done[Heard]:
    delivery = _enquiry(rulings, came, known.team, known.person, conn)
    return _arrived(rulings, delivery, conn)


def _arrived(rulings: Rulings, delivery: Delivery, conn: Connection) -> Done[Heard]:
    done = rulings.receive(delivery, conn)
    receipt = done.answer
    told = Heard("again" if receipt.replayed else "new", receipt.lead)
    return Done(told, done.team, done.seq, alone=done.alone, also=done.also, post=done.post)


def _enquiry(
    rulings: Rulings, came: Inbound, team: str, known: Person, conn: Connection
) -> Delivery:
    """As if they had filled in a form with their number or address and their words."""
    source = _source(conn, rulings, team, came.kind)
    mail = came.kind == "email"
    form = {
        "name": known.name or came.from_name,
        "email": came.from_ if mail else known.email,
        "phone": known.phone if mail else came.from_,
        "company": known.company,
        "message": came.text,
    }
    body = msgspec.json.encode({key: value for key, value in form.items() if value})
    playbook = rulings.policies.playbook(source.team)
    headers = {"content-type": "application/json"}
    delivery = webhooks.understood(source, body, headers, rulings.now(), playbook)
    if delivery.made is not None:
        said = Consent(state="allowed", why=ALLOWED[came.kind])
        made = replace(delivery.made, consent={**delivery.made.consent, came.kind: said})
        delivery = replace(delivery, made=made)
    return replace(delivery, key=_ref(came))


def _source(conn: Connection, rulings: Rulings, team: str, kind: str) -> SourceRow:
    """Where the leads come from that text or call the company's number. Nobody can post to it."""
    named = "missed_call" if kind == "call" else kind
    row = _SOURCE.one(conn, b_team=team, b_kind=named, b_name=OURS[named])
    made = new_id(rulings.now())
    if row is None:
        conn.execute(
            insert(webhook_source).values(
                id=made,
                team_id=team,
                kind=named,
                name=OURS[named],
                token_hash=f"none {made}",
                secret="",
                default_region="",
                created_ms=rulings.now(),
                disabled_ms=rulings.now(),
            )
        )
    return SourceRow(id=made if row is None else row[0], team=team, kind=named, name=OURS[named])
