"""Templates and automatic answers of a playbook: what is wrong with one is named by line, key and
template, with what to do. What passes says nothing empty, nothing twice and promises only what can
be said."""

import re
import time
import tomllib

import pytest

from app.domain import playbook_templates, sending
from app.domain.playbook import AckRule, Messages, Playbook
from app.domain.playbook_file import PlaybookError, load
from tests.builders import DEFAULT, a_playbook, shipped
from tests.domain.escapes import ESCAPES

TEXT = DEFAULT.read_text(encoding="utf-8")
HEAD, _, REST = TEXT.partition("# --- messages: how texts")
TAIL = REST[REST.index("# --- return reasons") :]


def book(written: str) -> Playbook:
    """The playbook that ships, with `written` for its messages, answers and templates."""
    return load(whole(written), shipped())


def whole(written: str) -> str:
    some = "" if "[[templates]]" in written else sms()
    return f"{HEAD}{written}\n{some}\n{TAIL}"


def error(written: str) -> str:
    with pytest.raises(PlaybookError) as caught:
        book(written)
    return str(caught.value)


def line_with(written: str, part: str) -> int:
    lines = written.splitlines()
    return HEAD.count("\n") + next(n for n, line in enumerate(lines, 1) if part in line)


def sms(**parts: str) -> str:
    """A template that is right, with `parts` written instead."""
    values = {"key": '"hi"', "channel": '"sms"', "title": '"Hi"', "body": '"Hello {first_name}"'}
    every = {**values, **parts}
    return "[[templates]]\n" + "".join(f"{k} = {v}\n" for k, v in every.items() if v)


def email(**parts: str) -> str:
    return sms(**{"channel": '"email"', "subject": '"Hello"', **parts})


ACK = """
[[acks]]
lanes = ["strike_now"]
after = "50 s"
sms = "ack"
"""


def answer(ack: str = ACK, **parts: str) -> str:
    return ack + sms(**{"key": '"ack"', "by_hand": "false", **parts})


# ---- what is read -----------------------------------------------------------------------------


def test_messages_and_answers_are_read_with_their_numbers() -> None:
    made = book(
        """
[messages]
undo = "10 s"
language = "de"
link_days = 3
reply_stops = false
[messages.stop_words]
de = ["halt", "genug"]
"""
        + answer(ack=ACK + 'nobody = "0 s"\nsource_kinds = ["form"]\n')
    )

    assert made.messages == Messages(
        undo=10, language="de", link_days=3, reply_stops=False,
        stop_words={"de": ("halt", "genug")},
    )  # fmt: skip
    assert made.acks == (
        AckRule(source_kinds=("form",), lanes=("strike_now",), after=50, nobody=0, sms="ack"),
    )
    assert made.templates[0].by_hand is False


def test_a_playbook_that_names_none_of_it_sends_as_before() -> None:
    made = book(sms())

    assert made.messages == Messages(undo=5, language="en", link_days=7, reply_stops=True)
    assert made.acks == ()
    assert made.templates[0].by_hand and made.templates[0].variants == ()


def test_what_ships_answers_within_a_minute_and_leaves_lists_alone() -> None:
    made = a_playbook()

    assert all(ack.after is not None and ack.after < 60 and ack.nobody == 0 for ack in made.acks)
    assert {lane for ack in made.acks for lane in ack.lanes} == {"strike_now", "prepare_first"}
    assert [ack.source_kinds for ack in made.acks if not ack.lanes] == [("missed_call",)]
    keys = {key for ack in made.acks for key in (ack.sms, ack.email, ack.promise_sms)}
    assert all(not t.by_hand for t in made.templates if t.key in keys)


# ---- mistakes ---------------------------------------------------------------------------------

# What is written, the path that must be named, a part of what is said, and of the line to mend.
MISTAKES = [
    ("[messages]\nundo = -1\n", "messages.undo", "expected 0 s to 300 s", "undo"),
    ('[messages]\nundo = "1 h"\n', "messages.undo", "expected 0 s to 300 s", "undo"),
    ('[messages]\nundo = "soon"\n', "messages.undo", "a length of time like", "undo"),
    ("[messages]\nlink_days = 0\n", "messages.link_days", "1 to 90 days", "link_days"),
    ('[messages]\nlanguage = "German"\n', "messages.language", 'like "en"', "language = "),
    ("[messages]\nlink_day = 3\n", "messages.link_day", "unknown key", "link_day"),
    ("[messages]\nreply_stops = 1\n", "messages.reply_stops", "true or false", "reply_stops"),
    ('[messages.stop_words]\nde = [" "]\n', "messages.stop_words.de[1]", "a word or two", "de ="),
    ('[messages.stop_words]\nde = "x"\n', "messages.stop_words", "a list", "stop_words"),
    ('[messages.stop_words]\nGerman = ["x"]\n', "messages.stop_words.German", "lik", "German"),
    ("[acks]\nx = 3\n", "acks", "expected [[acks]] entries", "[acks]"),
    (answer().replace('after = "50 s"\n', ""), "acks[1]", "is never sent", "[[acks]]"),
    (answer().replace('"50 s"', '"-1 s"'), "acks[1].after", "a length of time", "after"),
    (answer().replace('"50 s"', "-1"), "acks[1].after", "cannot be negative", "after"),
    (answer().replace('sms = "ack"\n', ""), "acks[1]", "says nothing: name a template", "[[acks]]"),
    (answer().replace('sms = "ack"', 'sms = "akc"'), "acks[1].sms", 'no template "akc"', "akc"),
    (answer().replace('sms = "ack"', 'email = "ack"'), "acks[1].email", "not for email", "email ="),
    (answer().replace("strike_now", "needs_mapping"), "acks[1].lanes", "no lane", "needs_mapping"),
    (answer().replace("strike_now", "strike"), "acks[1].lanes[1]", "'strike'", "lanes ="),
    (answer(body='"I am {rep}"'), "acks[1].sms", "nobody writes an automatic answer", 'sms = "ack'),
    (answer(body='"x"', variants='["{rep_first}"]'), "acks[1].sms", "{rep_first|we}", 'sms = "ack'),
    (answer(body='"At {promise}"'), "acks[1].sms", "name it under promise_sms", 'sms = "ack'),
    (
        answer(ack=ACK.replace("sms =", "promise_sms ="), body='"{promise}"', variants='["Later"]'),
        "acks[1].promise_sms",
        "names no time: put {promise} into every wording",
        "promise_sms",
    ),
    (answer().replace("after", "aftr"), "acks[1].aftr", "unknown key", "aftr"),
    (sms(body='""'), "templates[1].body", '"hi": an empty template says nothing', "body"),
    (sms(body='" \\n "'), "templates[1].body", "an empty template says nothing", "body"),
    (sms(variants='["x",\n" "]'), "templates[1].variants[2]", "an empty template", '" "]'),
    (
        sms(variants='["Two",\n"hello  {first_name}"]'),
        "templates[1].variants[2]",
        '"hi": says the same as the body: write it in other words',
        '"hello  ',
    ),
    (
        sms(variants='[\n"Two",\n"Three",\n"TWO",\n]'),
        "templates[1].variants[3]",
        "says the same as variant 1",
        '"TWO"',
    ),
    (
        sms(variants=str([f"v{n}" for n in range(21)])),
        "templates[1].variants",
        "20 are",
        "variants",
    ),
    (sms(variants='"x"'), "templates[1].variants", "expected a list", "variants"),
    (sms(body='"At {promise}"'), "templates[1].body", "add by_hand = false", "body"),
    (
        sms(body='"{promise}"', by_hand="false", language='"fi"'),
        "templates[1].body",
        'a time cannot be promised in "fi"; it can in en, de, fr, es',
        "body",
    ),
    (sms(subject='"Hi"'), "templates[1].subject", "a text message has no subject", "subject"),
    (email(subject='" "'), "templates[1].subject", "an email needs a subject", "subject"),
    (email(subject=""), "templates[1].subject", "an email needs a subject", "[[templates]]"),
    (email(subject='"a\\nb"'), "templates[1].subject", "a subject is one line", "subject"),
    (email(subject='"{good_time}"'), "templates[1].subject", "belongs into the body", "subject"),
    (email(subject='"{nmae}"'), "templates[1].subject", "{nmae} is no field", "subject"),
    (email(subject=f'"{"x" * 201}"'), "templates[1].subject", "200 is the most", "subject"),
    (sms(key='" "'), "templates[1].key", "needs a key", "key"),
    (sms(channel='"call"'), "templates[1].channel", "a call has no template", "channel"),
    (sms(language='"Deutsch"'), "templates[1].language", 'not "Deutsch"', "language"),
    (sms(lanes='["needs_mappin"]'), "templates[1].lanes[1]", "needs_mappin", "lanes"),
    (sms(body=f'"{"x" * 1601}"'), "templates[1].body", "1,601 characters are too many", "body"),
    (email(body=f'"{"ü" * 4097}"'), "templates[1].body", "8,194 bytes are too many", "body"),
    (
        email(variants=f'["x", "{"y" * 8193}"]'),
        "templates[1].variants[2]",
        "8,193 bytes are too many; 8,192 is the most",
        "variants",
    ),
    (sms() + sms(body='"x"'), "templates[2].key", 'taken already in "en"', ""),
    (sms() + sms(language='"en"'), "templates[2].key", "put other words for it into variants", ""),
    (sms() + email(language='"de"'), "templates[2].channel", "another channel", '"email"'),
    (
        sms() + sms(language='"de"', lanes='["nurture"]'),
        "templates[2].lanes",
        "with another lanes: one key is one template",
        "lanes = ",
    ),
    (sms() + sms(language='"de"', by_hand="false"), "templates[2].by_hand", "another", "by_hand"),
    (
        sms(language='"de"') + sms(title='"Later"'),
        "templates[2].language",
        'put the wording in your own language ("en") first',
        "",
    ),
]


@pytest.mark.parametrize(("written", "path", "said", "line"), MISTAKES)
def test_a_mistake_is_named_by_line_and_key_with_what_to_do(
    written: str, path: str, said: str, line: str
) -> None:
    told = error(written)

    assert f"{path}: " in told, told
    assert said in told, told
    if line:
        assert told.startswith(f"line {line_with(written, line)}, "), told


def test_whatever_the_playbook_takes_for_a_text_is_short_enough_to_be_sent() -> None:
    assert sending.LONGEST["sms"] == playbook_templates.SMS_CHARS
    assert sending.LONGEST["email"] >= playbook_templates.EMAIL_BYTES


def test_all_templates_together_fit_into_what_a_desk_is_sent() -> None:
    many = "".join(email(key=f'"k{n}"', body=f'"{n} {"y" * 8000}"') for n in range(17))

    assert "templates: 136," in error(many)
    assert "is the most for all" in error(many)


@pytest.mark.parametrize("place", ["body", "variants", "subject"])
@pytest.mark.parametrize(("text", "said"), ESCAPES)
def test_no_escape_gets_past_the_reading_of_a_playbook(place: str, text: str, said: str) -> None:
    quoted = '"' + "".join(_toml(char) for char in f"Hi {text} there") + '"'
    value = f'["First",\n  {quoted}]' if place == "variants" else quoted
    written = email(**{"key": '"sly"', place: value})
    assert tomllib.loads(written), "what is tried is TOML"

    told = error(written)

    assert said in told, told
    where = f"{place}[2]" if place == "variants" else place
    assert f'templates[1].{where}: "sly": ' in told, told
    number = re.match(r"line (\d+), ", told)
    assert number is not None
    lines = whole(written).splitlines()
    assert "Hi " in lines[int(number[1]) - 1]


def _toml(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return char if char.isprintable() else f"\\u{ord(char):04x}"


@pytest.mark.parametrize(
    "body",
    ["{" * 1_000_000, "{name|" * 160_000, "\\n" * 500_000, "[name" * 200_000, "x" * 1_000_000],
    ids=lambda body: body[:6],
)
@pytest.mark.parametrize("quotes", ['"', '"""'])
def test_a_megabyte_in_a_template_is_refused_in_a_moment(body: str, quotes: str) -> None:
    begun = time.thread_time()

    told = error(sms(body=f"{quotes}{body}{quotes}"))

    assert "templates[1].body" in told
    assert time.thread_time() - begun < 40, "seconds; anything but linear takes hours"
