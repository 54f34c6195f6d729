"""Which template, in which wording and language, for whom: the first that they have not got. No two
messages to one person repeat."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from app.domain import memory, words
from app.domain.lead import Lead
from app.domain.message import Written
from app.domain.playbook import Playbook, Template


class Pen(Struct, frozen=True, kw_only=True):
    """Who writes, and what the words may carry."""

    rep: str = ""
    """Name; empty for an automatic answer."""
    team: str = ""
    good_time: bool = False
    """The hub can put in a link to choose a time (`Gateways.link`, or a public address)."""
    promise: Callable[[str], str] | None = None
    """When somebody will call, in the language given: `time_words.promised`."""


class Chosen(Struct, frozen=True, kw_only=True):
    """Words somebody has not got. `language` is never empty."""

    template: Template
    variant: int
    language: str
    words: words.Words


class Offer(Struct, frozen=True, kw_only=True):
    """A template as a rep is shown it. `chosen`: the wording that is left, None when all are used
    up. `sent`: when they last got any of it."""

    template: Template
    chosen: Chosen | None
    sent: int | None = None


class _Got(Struct, frozen=True, kw_only=True):
    digests: frozenset[str]
    wordings: frozenset[tuple[str, int]]


def offers(book: Playbook, lead: Lead, channel: Written, pen: Pen) -> tuple[Offer, ...]:
    """What a rep can send them by `channel`, used up or not, those of the lead's lane first."""
    got = _got(lead)
    return tuple(
        Offer(
            template=template,
            chosen=_unused(book, template, lead, pen, got),
            sent=sent_at(lead, template.key),
        )
        for template in words.templates(book.templates, lead, channel)
    )


def choose(book: Playbook, lead: Lead, channel: Written, pen: Pen) -> Chosen | None:
    """The first words a rep can send them; None when there are none they have not got."""
    left = (offer.chosen for offer in offers(book, lead, channel, pen))
    return next((chosen for chosen in left if chosen is not None), None)


def of_key(book: Playbook, key: str, lead: Lead, pen: Pen) -> Chosen | None:
    """The words of one template, named by key (an automatic answer's); None when it is unknown or
    they have got all of it."""
    known = [template for template in book.templates if template.key == key]
    if not known:
        return None
    template = next((t for t in known if words.speaks(t, lead)), known[0])
    return _unused(book, template, lead, pen, _got(lead))


def for_desks(book: Playbook) -> Playbook:
    """`book` without the templates that are for automatic answers only: the hub alone writes
    those, and they are a third of what a desk would be sent each time it connects."""
    return replace(book, templates=tuple(t for t in book.templates if t.by_hand))


def language(book: Playbook, template: Template) -> str:
    """The language a template is written in."""
    return template.language or book.messages.language


def sent_at(lead: Lead, key: str) -> int | None:
    """When they last got any wording of the template `key`; None when never."""
    told = [m.changed or m.at for m in memory.reached(lead) if m.template == key]
    told += [got.at for got in lead.got if got.template == key]
    return max(told, default=None)


def _unused(book: Playbook, template: Template, lead: Lead, pen: Pen, got: _Got) -> Chosen | None:
    """The first wording they have not got, one without gaps if there is."""
    left: list[Chosen] = []
    spoken = language(book, template)
    for variant in range(len(words.wordings(template))):
        if (template.key, variant) in got.wordings:
            continue
        filled = words.fill(
            template,
            lead,
            pen.rep,
            pen.team,
            variant=variant,
            good_time=pen.good_time,
            promise=pen.promise(spoken) if pen.promise is not None else "",
        )
        if memory.digest(filled.body) not in got.digests:
            left.append(Chosen(template=template, variant=variant, language=spoken, words=filled))
    return min(left, key=lambda chosen: bool(chosen.words.missing), default=None)


def _got(lead: Lead) -> _Got:
    ours = memory.reached(lead)
    typed = (
        entry.text
        for entry in lead.timeline
        if entry.kind == "touch.started" and entry.direction != "inbound" and entry.text
    )
    return _Got(
        digests=frozenset(
            {
                *(memory.digest(message.text) for message in ours),
                *(memory.digest(text) for text in typed),
                *(got.digest for got in lead.got),
            }
        ),
        wordings=frozenset(
            {
                *((m.template, m.variant) for m in ours if m.template),
                *((got.template, got.variant) for got in lead.got if got.template),
            }
        ),
    )
