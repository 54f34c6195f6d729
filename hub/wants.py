"""Who wants no more of us, told to everybody at once: what an order about one lead means for the
hub's list, and the list for every other lead of the same person, in the same write."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from app.domain import commands as c
from app.domain.facts import Fact
from app.domain.lead import Lead
from app.domain.touch import Channel
from hub import suppression
from hub.suppression import Said

if TYPE_CHECKING:
    from hub.rulings import Rulings

Told = tuple[tuple[str, int], ...]
"""(team, seq) of the last fact written there."""


def follow(
    rulings: "Rulings", conn: Connection, lead: Lead, command: c.Command, facts: Sequence[Fact]
) -> Told:
    """What an order that stands means for everybody's consent; `lead` is as it leaves it."""
    if isinstance(command, c.SetConsent):
        return _by_rep(rulings, conn, lead, command)
    if isinstance(command, c.ReceiveMessage) and command.said and command.channels:
        return _by_message(rulings, conn, lead, command)
    if isinstance(command, c.AnswerGoodTime) and command.choice == "stop":
        why = "said stop on our page"
        both: tuple[tuple[tuple[Channel, ...], str], ...] = (
            (("call", "sms"), lead.person.phone),
            (("email",), lead.person.email),
        )
        return tuple(
            told
            for channels, to in both
            if to
            for told in change(rulings, conn, channels, to, False, why, "page", skip=lead.id)
        )
    return ()


def _by_rep(rulings: "Rulings", conn: Connection, lead: Lead, command: c.SetConsent) -> Told:
    to = lead.person.email if command.channel == "email" else lead.person.phone
    if not to:
        return ()
    said = lead.consent.get(command.channel)
    why = said.why if said is not None and said.why else "told us so"
    return change(rulings, conn, (command.channel,), to, command.allowed, why, "rep", skip=lead.id)


def _by_message(
    rulings: "Rulings", conn: Connection, lead: Lead, command: c.ReceiveMessage
) -> Told:
    known = lead.consent.get(command.channels[0])
    by = "SMS" if command.channel == "sms" else "email"
    why = known.why if known is not None and known.why else f"said {command.said} by {by}"
    mine, other = ("email",), ("call", "sms")
    told: Told = ()
    for family in (mine, other):
        channels = tuple(ch for ch in command.channels if ch in family)
        if not channels:
            continue
        near = (command.channel == "email") == (family == mine)
        far = lead.person.email if family == mine else lead.person.phone
        to = command.from_ if near else far
        if to:
            told += change(
                rulings, conn, channels, to, command.said == "start", why, "stop", skip=lead.id
            )
    return told


def change(
    rulings: "Rulings",
    conn: Connection,
    channels: Iterable[Channel],
    to: str,
    allowed: bool,
    why: str,
    said: Said,
    skip: str = "",
) -> Told:
    """Put `to` on the list, or take it off, and tell every lead of theirs but `skip`, which knows.
    Taking off what they said themselves takes their own word: `said` "stop" stands for that."""
    wanted = tuple(channels)
    if allowed:
        if not suppression.remove(conn, wanted, to, own_word=said == "stop"):
            return ()
    else:
        suppression.add(conn, wanted, to, why, said, rulings.now())
    told: dict[str, int] = {}
    order = c.Suppress(channels=wanted, allowed=allowed, why=why)
    for team, lead_id in suppression.leads(conn, wanted[0], to):
        if lead_id != skip:
            ruled = rulings.ruled(conn, team, lead_id, order)
            if ruled.seq:
                told[team] = ruled.seq
    return tuple(sorted(told.items()))
