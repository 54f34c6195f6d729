"""Whoever opened the page, and how they are spoken to: language, clock, first name, the last digits
of their number. Of what they told us nothing else is ever shown."""

from zoneinfo import ZoneInfo

from msgspec import Struct

from app.domain import harmless, hours, reach
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.languages import language_of
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from hub.good_time.phrases import Words
from hub.good_time.words import Clock, speak

NAME = 30
ABOUT = 40
DIGITS = 3
LEAST_DIGITS = 7
"""Of a shorter number the last three would be half of it."""
_TOPICS = ("topic", "subject", "interest", "product", "betreff", "thema", "sujet", "asunto", "tema")


class Reader(Struct, frozen=True, kw_only=True):
    """Everything here may be shown. `who` is the owner, or the team where nobody owns the lead."""

    words: Words
    team: str
    name: str = ""
    who: str = ""
    owned: bool = False
    end: str = ""
    about: str = ""
    clock: Clock | None = None
    sure: bool = False
    """The clock is theirs; else it is our best guess, and the page says which it is."""


def reader(lead: Lead, playbook: Playbook, team_name: str, now: Ms) -> Reader:
    words = speak(language_of(lead), playbook.messages.language)
    places = hours.zones(lead.where)
    owner = harmless.line(lead.owner_name, NAME) if lead.owner else ""
    return Reader(
        words=words,
        team=harmless.line(team_name, NAME),
        name=_first_name(lead.person.name),
        who=owner or harmless.line(team_name, NAME),
        owned=bool(owner),
        end=_end(lead),
        about=_about(lead),
        clock=Clock(words=words, place=places[0], twelve=_twelve(lead)) if places else None,
        sure=_sure(lead, places, now),
    )


def anybody(playbook: Playbook) -> Reader:
    """When it is not known who reads."""
    return Reader(words=speak(playbook.messages.language), team="")


def _first_name(name: str) -> str:
    words = harmless.name(name, NAME * 4).split()
    return words[0][:NAME] if words else ""


def _end(lead: Lead) -> str:
    number = reach.address(lead, "call") if reach.usable(lead, "call") else ""
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits[-DIGITS:] if len(digits) >= LEAST_DIGITS else ""


def _about(lead: Lead) -> str:
    """What they named as their topic in a field of its own."""
    for label, value in lead.person.extra.items():
        if any(topic in label.casefold() for topic in _TOPICS):
            return harmless.name(value, ABOUT)
    return ""


def _sure(lead: Lead, places: tuple[ZoneInfo, ...], now: Ms) -> bool:
    """Do all zones they may be in show the same time, on evidence that is more than a guess?"""
    if not places or lead.where.confidence in ("low", "none"):
        return False
    also = [found for key in lead.where.also if (found := hours.zone(key)) is not None]
    shown = {moment(now).astimezone(place).utcoffset() for place in (*places, *also)}
    return len(shown) == 1


def _twelve(lead: Lead) -> bool:
    locale = lead.person.locale.replace("_", "-").casefold()
    return locale.startswith("en-us") or (lead.where.country == "US" and locale in ("", "en"))
