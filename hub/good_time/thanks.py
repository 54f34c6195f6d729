"""What the page says back: what was understood of an answer, who calls then, and what was chosen
before. Plain text, in the reader's language."""

from app.domain import clue_line
from app.domain.clue import Clue
from app.domain.ids import Ms
from app.domain.lead import Lead
from hub.good_time import words as spoken
from hub.good_time.links import Link
from hub.good_time.page import quoted
from hub.good_time.reader import Reader
from hub.good_time.ruling import Answer


def thanked(reader: Reader, lead: Lead, given: Answer, now: Ms) -> tuple[str, ...]:
    """A title and sentences. `lead` is as the answer left it."""
    words, who, end = reader.words, reader.who, reader.end
    if given.choice == "stop":
        return (words.stopped_title, words.stopped)
    if given.choice == "email":
        return (words.thanks, words.written.format(who=who), words.change)
    if given.choice == "now":
        return (words.thanks, words.called_now.format(who=who, end=end), words.change)
    if given.choice == "words":
        return (words.thanks, _understood(reader, lead, given.text, now), words.change)
    at = given.when or now
    title = reader.clock.when(at, now) if reader.clock is not None else words.thanks
    said = f"{words.called_then.format(who=who, end=end)} {_city(reader)}".strip()
    return (title, said, words.change)


def used(reader: Reader, link: Link, now: Ms) -> tuple[str, ...]:
    """What they chose before; their own words are not said again."""
    words = reader.words
    if link.answer == "stop":
        return (words.stopped_title, words.stopped)
    chosen = {"now": words.now, "words": words.own, "email": words.email}.get(link.answer, "")
    if link.answer == "time" and reader.clock is not None and link.chosen.isdecimal():
        chosen = reader.clock.when(int(link.chosen), now)
    said = words.used.format(chosen=chosen) if chosen else ""
    return (words.used_title, said, words.change)


def _understood(reader: Reader, lead: Lead, text: str, now: Ms) -> str:
    words = reader.words
    clues = _clues(lead, text, now)
    echo = spoken.echo(clues, reader.clock, now) if reader.clock is not None else ""
    if not echo:
        return words.kept.format(who=reader.who, said=quoted(text))
    ahead = lead.next_touch
    calls = ahead is not None and ahead.channel == "call" and not ahead.needs_time
    then = words.then.format(who=reader.who) if calls else ""
    said = (words.understood.format(echo=echo), then, _city(reader))
    return " ".join(part for part in said if part)


def _clues(lead: Lead, text: str, now: Ms) -> tuple[Clue, ...]:
    """As it was kept; what says nothing of time or person is a word like any other."""
    zone = lead.where.zones[0] if lead.where.zones else None
    return clue_line.parse(text, now, zone)


def _city(reader: Reader) -> str:
    """Whose clock that was."""
    if reader.clock is None:
        return ""
    words = reader.words
    return (words.yours if reader.sure else words.times_for).format(city=reader.clock.city())
