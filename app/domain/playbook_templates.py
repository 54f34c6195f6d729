"""What is wrong with the templates of a playbook and with the automatic answers that use them. Each
check yields the path of a key and what to do about it; what a text may hold at all is
`template_text.py`."""

from collections.abc import Iterator

from app.domain import memory, template_text, time_words
from app.domain.languages import LANGUAGE
from app.domain.playbook import Playbook, Template
from app.domain.playbook_lines import Path
from app.domain.template_text import GOOD_TIME, PROMISE, slots

Found = Iterator[tuple[Path, str]]

SMS_CHARS, EMAIL_BYTES, SUBJECT_CHARS, MOST_VARIANTS = 1_600, 8 * 1024, 200, 20
"""A text has as many at most when it is sent, see `sending.py`."""
ALL_BYTES = 128 * 1024
"""Of all templates together: every desk is sent them in one frame."""
_ACK_WORDS = (
    ("sms", "sms"),
    ("email", "email"),
    ("promise_sms", "sms"),
    ("promise_email", "email"),
)
_NOBODYS = ("rep", "rep_first")


def templates(book: Playbook) -> Found:
    """Every template by itself, then against the others of its key."""
    for number, template in enumerate(book.templates):
        for below, why in _one(book, template):
            yield ("templates", number, *below), f'"{template.key}": {why}'
    size = sum(len(text.encode()) for t in book.templates for _, text in _texts(t))
    if size > ALL_BYTES:
        yield ("templates",), f"{size:,} bytes are too many; {ALL_BYTES:,} is the most for all"
    yield from _keys(book)


def acks(book: Playbook) -> Found:
    """Automatic answers: when, and in words that fit."""
    for number, ack in enumerate(book.acks):
        path: Path = ("acks", number)
        if ack.after is None and ack.nobody is None:
            yield path, 'is never sent: say after = "50 s", nobody = "0 s", or both'
        for name in ("after", "nobody"):
            if (getattr(ack, name) or 0) < 0:
                yield (*path, name), "a length of time cannot be negative"
        for lane in ack.lanes:
            if lane not in book.lanes or lane == "needs_mapping":
                yield (*path, "lanes"), f'there is no lane "{lane}" to answer'
        if not any(getattr(ack, name) for name, _ in _ACK_WORDS):
            yield path, "says nothing: name a template under sms or email"
        for name, channel in _ACK_WORDS:
            for why in _answer(book, getattr(ack, name), channel, name.startswith("promise")):
                yield (*path, name), why


def _one(book: Playbook, template: Template) -> Found:
    if not template.key.strip():
        yield ("key",), "a template needs a key"
    if template.channel == "call":
        yield ("channel",), "a call has no template"
    if template.language and not LANGUAGE.fullmatch(template.language):
        yield ("language",), f'expected a language like "en" or "de", not "{template.language}"'
    for lane in template.lanes:
        if lane not in book.lanes:
            yield ("lanes",), f'there is no lane "{lane}"'
    yield from _subject(template)
    if len(template.variants) > MOST_VARIANTS:
        yield ("variants",), f"{MOST_VARIANTS} are the most"
        return
    known: dict[str, str] = {}
    for path, text in _texts(template):
        if why := _text(book, template, text):
            yield path, why
        same = memory.digest(text)
        if same in known:
            yield path, f"says the same as {known[same]}: write it in other words or leave it out"
        known[same] = "the body" if path == ("body",) else f"variant {len(known)}"


def _texts(template: Template) -> Iterator[tuple[Path, str]]:
    yield ("body",), template.body
    for number, text in enumerate(template.variants):
        yield ("variants", number), text


def _subject(template: Template) -> Found:
    subject = template.subject
    if template.channel == "sms" and subject:
        yield ("subject",), "a text message has no subject: leave it out"
    if template.channel == "email" and not subject.strip():
        yield ("subject",), "an email needs a subject"
    if len(subject) > SUBJECT_CHARS:
        yield ("subject",), f"{len(subject):,} characters are too many; {SUBJECT_CHARS} is the most"
    elif why := template_text.mistake(subject):
        yield ("subject",), why
    elif "\n" in subject.strip():
        yield ("subject",), "a subject is one line"
    for slot in slots(subject):
        if slot.field in (GOOD_TIME, PROMISE):
            yield ("subject",), f"{{{slot.field}}} belongs into the body"


def _text(book: Playbook, template: Template, text: str) -> str:
    """What is wrong with one wording; "" where nothing is."""
    if not text.strip():
        return "an empty template says nothing: write it or leave it out"
    if template.channel == "sms" and len(text) > SMS_CHARS:
        return f"{len(text):,} characters are too many for a text; {SMS_CHARS:,} is the most"
    if (size := len(text.encode())) > EMAIL_BYTES:
        return f"{size:,} bytes are too many; {EMAIL_BYTES:,} is the most"
    if why := template_text.mistake(text):
        return why
    if not any(slot.field == PROMISE for slot in slots(text)):
        return ""
    if template.by_hand:
        return "{promise} is for automatic answers only: add by_hand = false, or take it out"
    spoken = template.language or book.messages.language
    if spoken not in time_words.LANGUAGES:
        known = ", ".join(time_words.LANGUAGES)
        return f'a time cannot be promised in "{spoken}"; it can in {known}'
    return ""


def _keys(book: Playbook) -> Found:
    """The same key is the same template in another language, and nothing else."""
    first: dict[str, Template] = {}
    spoken: set[tuple[str, str]] = set()
    for number, template in enumerate(book.templates):
        language = template.language or book.messages.language
        known = first.setdefault(template.key, template)
        if (template.key, language) in spoken:
            yield (
                ("templates", number, "key"),
                f'"{template.key}" is taken already in "{language}": put other words for it into'
                " variants",
            )
        spoken.add((template.key, language))
        for name in ("channel", "lanes", "by_hand"):
            if getattr(template, name) != getattr(known, name):
                yield (
                    ("templates", number, name),
                    f'"{template.key}" stands above with another {name}: one key is one template'
                    " in several languages",
                )
    for number, template in enumerate(book.templates):
        known = first[template.key]
        if template is known or (template.language or book.messages.language) != (
            book.messages.language
        ):
            continue
        yield (
            ("templates", number, "language"),
            f'"{template.key}": put the wording in your own language'
            f' ("{book.messages.language}") first: whoever has another gets that',
        )


def _answer(book: Playbook, key: str, channel: str, promising: bool) -> Iterator[str]:
    """What is wrong with using the template `key` for an automatic answer."""
    if not key:
        return
    known = [template for template in book.templates if template.key == key]
    if not known:
        yield f'there is no template "{key}"'
    for template in known:
        if template.channel != channel:
            yield f'"{key}" is not for {channel}'
        for text in (template.body, *template.variants):
            if promising and all(slot.field != PROMISE for slot in slots(text)):
                yield f'"{key}" names no time: put {{promise}} into every wording'
        for text in (template.subject, template.body, *template.variants):
            yield from _unsaid(key, channel, text, promising)


def _unsaid(key: str, channel: str, text: str, promising: bool) -> Iterator[str]:
    """Fields that an automatic answer has nothing for."""
    for slot in slots(text):
        if slot.field in _NOBODYS and not slot.instead:
            yield f'"{key}": nobody writes an automatic answer; say {{{slot.field}|we}} or {{team}}'
        if slot.field == PROMISE and not promising and slot.instead is None:
            yield f'"{key}" promises a time: name it under promise_{channel}'
