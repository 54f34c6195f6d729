"""What an answer on the page comes to: the link is used up and the lead told in one transaction, or
neither. Only inside a write."""

from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain.lead import Lead
from app.domain.touch import Channel
from hub import event_log, lead_rows, wants
from hub.good_time import links, times
from hub.good_time.crew import crew
from hub.good_time.links import Bad, Link
from hub.rulings import Done, Rulings

Choice = Literal["now", "time", "words", "email", "stop"]
MAIL: tuple[Channel, ...] = ("email",)
UNSUBSCRIBED = "unsubscribed by the link in our email"


class Answer(Struct, frozen=True, kw_only=True):
    """What was tapped. `when` with "time", `text` with "words"."""

    choice: Choice
    when: int | None = None
    text: str = ""


class Outcome(Struct, frozen=True, kw_only=True):
    """`gone`: that time cannot be had any more, and the link is still good. `over`: the lead is
    closed. `lead` is as the answer left it."""

    what: Literal["done", "gone", "over", "unknown", "expired", "used"]
    link: Link | None = None
    lead: Lead | None = None


class Undone(Exception):
    """The rules would not have it: the link stays good."""


def answer(rulings: Rulings, token: str, given: Answer, conn: Connection) -> Done[Outcome]:
    """Raises Undone where the rules refuse."""
    now = rulings.now()
    found = links.read(conn, "time", token, now)
    link, lead = _about(conn, found)
    if link is None or lead is None:
        return Done(Outcome(what="unknown"))
    if given.choice == "stop":
        return _stop(rulings, link, conn)
    if isinstance(found, Bad):
        return Done(Outcome(what=found.why, link=link, lead=lead))
    if lead.state == "closed":
        return Done(Outcome(what="over", link=link, lead=lead))
    playbook = rulings.policies.playbook(link.team)
    if given.choice == "now" and not times.may_call_now(lead, playbook, now):
        return Done(Outcome(what="gone", link=link, lead=lead))
    if given.choice == "time":
        crew_ = crew(conn, lead, playbook, now)
        if given.when is None or not times.bookable(lead, given.when, crew_, playbook, now):
            return Done(Outcome(what="gone", link=link, lead=lead))
    kept = str(given.when) if given.choice == "time" else ""
    if not links.use(conn, link, given.choice, now, kept):
        return _used_meanwhile(conn, token, lead, now)
    return _ruled(rulings, link, given, conn)


def unsubscribe(rulings: Rulings, token: str, conn: Connection) -> Done[Outcome]:
    """No more emails to the address that this one went to, whoever's lead it is. As often as they
    like, and however old the email is."""
    now = rulings.now()
    link, lead = _about(conn, links.read(conn, "stop", token, now))
    if link is None or lead is None:
        return Done(Outcome(what="unknown"))
    links.stop(conn, link, now)
    sent = lead.message(link.message)
    to = sent.to if sent is not None and sent.channel == "email" else lead.person.email
    also = wants.change(rulings, conn, MAIL, to, False, UNSUBSCRIBED, "unsubscribe") if to else ()
    return Done(Outcome(what="done", link=link, lead=lead), also=also)


# ---- parts -----------------------------------------------------------------------------------


def _about(conn: Connection, found: Link | Bad) -> tuple[Link | None, Lead | None]:
    """The link, good or spent, and its lead with the team's row held."""
    link = found.link if isinstance(found, Bad) else found
    if link is None:
        return None, None
    event_log.lock(conn, link.team)
    return link, lead_rows.find(conn, link.team, link.lead)


def _stop(rulings: Rulings, link: Link, conn: Connection) -> Done[Outcome]:
    """It counts with any link of ours, used or old: nobody has to ask twice."""
    if not links.stop(conn, link, rulings.now()):
        lead = lead_rows.find(conn, link.team, link.lead)
        return Done(Outcome(what="done", link=link, lead=lead))
    return _ruled(rulings, link, Answer(choice="stop"), conn)


def _ruled(rulings: Rulings, link: Link, given: Answer, conn: Connection) -> Done[Outcome]:
    order = c.AnswerGoodTime(choice=given.choice, when=given.when, text=given.text)
    ruled = rulings.ruled(conn, link.team, link.lead, order)
    if ruled.lead is None or ruled.refused is not None or not ruled.facts:
        raise Undone
    outcome = Outcome(what="done", link=link, lead=ruled.lead)
    return Done(outcome, link.team, ruled.seq, also=ruled.also, post=True)


def _used_meanwhile(conn: Connection, token: str, lead: Lead, now: int) -> Done[Outcome]:
    found = links.read(conn, "time", token, now)
    assert isinstance(found, Bad), "what cannot be used is used or too old"
    return Done(Outcome(what=found.why, link=found.link, lead=lead))
