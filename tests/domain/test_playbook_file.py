"""A playbook is read whole or not at all, and what is wrong with one is named by line and key."""

import re

import pytest

from app.domain.playbook import Hours
from app.domain.playbook_file import PlaybookError, load
from tests.builders import DEFAULT, a_playbook

TEXT = DEFAULT.read_text(encoding="utf-8")


def error(text: str) -> str:
    with pytest.raises(PlaybookError) as caught:
        load(text)
    return str(caught.value)


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_playbook_that_ships_is_read_with_its_numbers() -> None:
    book = a_playbook()

    assert (book.lease, book.min_gap, book.merge_within) == (120, 4 * 3600, 24 * 3600)
    assert (book.burst, book.max_calls_a_day, book.answer_grace) == (3, 3, 1800)
    strike = book.lanes["strike_now"]
    assert (strike.sla, strike.accept, strike.repeats) == (300, 60, (8, 20, 35, 50))
    assert book.lanes["prepare_first"].sla == 3600
    assert book.lanes["let_settle"].sla == 86_400
    assert book.lanes["nurture"].sla is None
    assert book.hours["FR"] == Hours(
        start=(600, 600, 600, 600, 600, 0, 0),
        end=(1200, 1200, 1200, 1200, 1200, 0, 0),
        pause=(780, 840),
        source=book.hours["FR"].source,
        checked=book.hours["FR"].checked,
    )
    assert [reason.title for reason in book.return_reasons] == [
        "Not a person, or spam",
        "Country we do not serve",
        "Student or competitor",
        "No working number or email",
        "Too early, nothing planned",
        "Twice the same person",
    ]


def test_every_rule_of_hours_that_ships_says_where_it_comes_from_and_when_that_was_checked() -> (
    None
):
    for rule in a_playbook().hours.values():
        assert rule.source
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", rule.checked)


def test_every_lane_that_ships_has_words_to_answer_with() -> None:
    book = a_playbook()

    for lane in ("strike_now", "prepare_first", "let_settle", "nurture"):
        assert any(t.channel == "email" and lane in t.lanes for t in book.templates), lane
    assert {"missed_you_sms", "missed_you_email"} <= {t.key for t in book.templates}


# What is written, what it becomes, the path that must be named, and a part of what is said.
MISTAKES = [
    ('sla = "5 min"', 'sla = "five"', "lanes.strike_now.sla", "a length of time like"),
    ('sla = "5 min"', 'sla = "5 years"', "lanes.strike_now.sla", "a length of time like"),
    ('sla = "5 min"', "sla = true", "lanes.strike_now.sla", "expected a whole number"),
    ('sla = "5 min"', "sla = 5.5", "lanes.strike_now.sla", "expected a whole number"),
    ('sla = "5 min"', "sla = -1", "lanes.strike_now.sla", "cannot be negative"),
    ('sla = "5 min"', "slaa = 5", "lanes.strike_now.slaa", "unknown key"),
    ('title = "Strike now"\n', "", "lanes.strike_now.title", "is missing"),
    (
        'repeats = ["8 s", "20 s", "35 s", "50 s"]',
        'repeats = ["x"]',
        "lanes.strike_now.repeats[1]",
        "a length",
    ),
    (
        'repeats = ["8 s", "20 s", "35 s", "50 s"]',
        "repeats = [20, 8]",
        "lanes.strike_now.repeats",
        "rising",
    ),
    (
        'repeats = ["8 s", "20 s", "35 s", "50 s"]',
        "repeats = 8",
        "lanes.strike_now.repeats",
        "a list",
    ),
    ('sound = "strike_now"', 'sound = "gong"', "lanes.strike_now.sound", "'gong'"),
    ('cadence = "strike_now"', 'cadence = "zz"', "lanes.strike_now.cadence", "no cadence"),
    (
        'not_before = "4 h"',
        'not_before = "2 d"',
        "lanes.let_settle.not_before",
        "before the answer",
    ),
    ("[lanes.nurture]", "[lanes.nurtures]", "lanes.nurtures", "unknown lane"),
    ('lane = "nurture"', 'lane = "nurtur"', "ranks[4].lane", "'nurtur'"),
    ("[lanes.prepare_first]", "[lanes.prepared]", "lanes.prepared", "unknown lane"),
    ('rank = "A"', 'rank = "E"', "ranks[1].rank", "'E'"),
    ('needs = ["phone"]', 'needs = ["fax"]', "ranks[1].needs[1]", "'fax'"),
    ('why = "filled in a form"', 'why = "x"\nwords = ["x"]', "ranks", "must match every lead"),
    ('wait = "30 min", why', 'wait = "3x", why', "cadences.strike_now.steps[1].wait", "a length"),
    ('wait = "30 min", why', "wait = -3, why", "cadences.strike_now.steps[1].wait", "negative"),
    ('wait = "1 h", why', "wait = 3, days = 1, why", "cadences.strike_now.steps[2].days", "either"),
    ("days = 3, why", 'days = "3", why', "cadences.strike_now.steps[5].days", "whole number"),
    ('"call", wait = "1 h"', '"fax", wait = "1 h"', "cadences.strike_now.steps[2].channel", "fax"),
    ("days = 3, why", "days = 3, day = 3, why", "cadences.strike_now.steps[5].day", "unknown key"),
    ('mon-sat = "09', 'mon-fri = "09', "hours.US", "say the hours of sat"),
    ('mon-sat = "09:00-20:00"', "mon-sat = 9", "hours.US.mon-sat", "expected hours like"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "9-20"', "hours.US.mon-sat", "expected hours like"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "09:00-25:00"', "hours.US.mon-sat", "no clock"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "09:61-20:00"', "hours.US.mon-sat", "no clock"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "09:00-09:00"', "hours.US.mon-sat", "is empty"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "20:00-09:00"', "hours.US", "ends before it starts"),
    ('mon-sat = "09:00-20:00"', 'mon-sat = "closed"', "hours.US", "every day is closed"),
    ("[hours.US]", "[hours.US]\novernight = true", "hours.US.overnight", "past midnight"),
    ("[hours.US]", "[hours.US]\nstart = 3", "hours.US.start", "unknown key"),
    ("[hours.US]", "[hours.US]\nend = 3", "hours.US.end", "unknown key"),
    ("[hours.US]", "[hours.usa]", "hours.usa", "two capital letters"),
    ("[hours.US]", "[hours.US]\ntue-xyz = 3", "hours.US.tue-xyz", "unknown key"),
    ("[hours.default]", "[hours.SE]", "hours", "[hours.default] is missing"),
    ('sat-sun = "09:00', 'fri-sun = "09:00', "hours.GB.fri-sun", "fri has its hours already"),
    ('pause = "13:00-14:00"', 'pause = "14:00-13:00"', "hours.FR.pause", "ends before it starts"),
    ('pause = "13:00-14:00"', 'pause = "noon"', "hours.FR.pause", "expected hours like"),
    ('voicemail = { then = "next" }\n', "", "dispositions.voicemail", "is missing"),
    ('voicemail = { then = "next" }', "voicemail = 3", "dispositions.voicemail", "a table"),
    ('voicemail = { then = "next" }', "voicemail = {}", "dispositions.voicemail.then", "missing"),
    ('wait = "10 min" }\ngate', "wait = -1 }\ngate", "dispositions.busy.wait", "negative"),
    ("voicemail = {", "fax = { then = 'next' }\nvoicemail = {", "dispositions.fax", "unknown"),
    ("{rep_first}. I tried", "{rep_fist}. I tried", "templates[2].body", "{rep_fist} is no field"),
    ("{rep_first}. I tried", "{rep_first. I tried", "templates[2].body", "a brace"),
    ('subject = "Before we talk"', 'subject = "{x}"', "templates[5].subject", "{x} is no field"),
    ('channel = "sms"', 'channel = "call"', "templates[1].channel", "a call has no template"),
    ('key = "thanks_sms"', 'key = "tried_you_sms"', "templates[2].key", "is taken already"),
    (
        'title = "Last note"',
        'title = "x"\nlanes = ["needs_mappin"]',
        "templates[10].lanes[1]",
        "nee",
    ),
    ('key = "country"', 'key = "spam"', "return_reasons[2].key", "is taken already"),
    ("burst = 3 ", 'burst = "3" ', "burst", "expected a whole number, not a text in quotes"),
    ("burst = 3 ", "burst = 0 ", "burst", "0 is too small"),
    ("max_calls_a_day = 3", "max_calls_a_day = 0", "max_calls_a_day", "too small"),
    ('lease = "120 s"', 'lease = "-1 s"', "lease", "a length of time like"),
    ('lease = "120 s"', "lease = -1", "lease", "too small"),
    ('lease = "120 s"', "", "lease", "is missing"),
    ('lease = "120 s"', 'leese = "120 s"', "leese", "unknown key"),
    ('name = "Default"', "name = 3", "name", "expected a text in quotes, not a whole number"),
]


@pytest.mark.parametrize(("was", "now", "path", "said"), MISTAKES)
def test_a_mistake_is_named_by_key_and_line(was: str, now: str, path: str, said: str) -> None:
    assert was in TEXT
    wrong = TEXT.replace(was, now, 1)

    told = error(wrong)

    assert f"{path}: " in told, told
    assert said in told, told
    if (found := re.match(r"line (\d+), ", told)) and now.strip():
        near = line_with(wrong, now.strip().splitlines()[-1].strip())
        assert wrong.count(now.strip()) > 1 or abs(int(found[1]) - near) <= 12, told


@pytest.mark.parametrize(
    ("was", "now", "line_of"),
    [
        ('sla = "5 min"', 'sla = "five"', 'sla = "five"'),
        ('wait = "30 min", why', 'wait = "3x", why', 'wait = "3x"'),
        ('"call", wait = "1 h"', '"fax", wait = "1 h"', '"fax", wait'),
        ('pause = "13:00-14:00"', 'pause = "14:00-13:00"', 'pause = "14'),
        ("{rep_first}. I tried", "{rep_fist}. I tried", "{rep_fist}"),
        ('lane = "nurture"', 'lane = "nurtur"', 'lane = "nurtur"'),
        ("burst = 3 ", "burst = 0 ", "burst = 0"),
    ],
)
def test_the_line_is_exactly_the_one_to_mend(was: str, now: str, line_of: str) -> None:
    wrong = TEXT.replace(was, now, 1)

    assert error(wrong).startswith(f"line {line_with(wrong, line_of)}, ")


def test_a_mistake_in_the_toml_itself_names_its_line() -> None:
    wrong = TEXT.replace("[lanes.strike_now]", "[lanes.strike_now", 1)

    assert error(wrong).startswith(
        f"line {line_with(wrong, '[lanes.strike_now')}: this is not TOML"
    )


def test_a_text_that_ends_too_early_is_blamed_on_its_last_line() -> None:
    assert error('name = "').startswith("line 1: this is not TOML")
    assert error("\nx = " + "[" * 3000).startswith("line 2: this is not TOML")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("ranks", "3", "ranks: expected [[ranks]] entries"),
        ("lanes", "3", "lanes: expected [lanes.…] tables"),
        ("cadences", "{ x = 3 }", "cadences.x: expected a table"),
        ("cadences", "{ x = { steps = 3 } }", "cadences.x.steps: expected a list"),
        ("cadences", "{ x = { steps = [3] } }", "cadences.x.steps[1]: expected a table"),
        ("hours", "{ default = 3 }", "hours.default: expected a table"),
        ("templates", "[3]", "templates[1]: expected a table"),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = 3 }]',
            "templates[1].body: expected a text",
        ),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = " " }]',
            "templates[1].body: an empty template",
        ),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = "x", lanes = ["nurture"] }]',
            "templates[1].lanes: there is no lane",
        ),
        ("ranks", "[]", "ranks: the last rule must match every lead"),
        (
            "ranks",
            '[{ rank = "A", lane = "nurture", why = "x" }]',
            'ranks[1].lane: there is no lane "nurture"',
        ),
    ],
)
def test_the_wrong_shape_is_told_in_plain_words(key: str, value: str, said: str) -> None:
    assert said in error(small(**{key: value}))


def small(**parts: str) -> str:
    """The least playbook there is, with `parts` written as inline values."""
    endings = [
        "connected",
        "voicemail",
        "no_answer",
        "busy",
        "gatekeeper",
        "wrong_number",
        "callback",
        "refused",
    ]
    every = [f'{name} = {{ then = "ask" }}' for name in (*endings, "returned", "sent", "not_sent")]
    values = {
        "name": '"x"',
        "definition": '"x"',
        "lease": "120",
        "answer_grace": "1",
        "merge_within": "1",
        "min_gap": "1",
        "max_calls_a_day": "1",
        "burst": "1",
        "ranks": '[{ rank = "A", lane = "strike_now", why = "x" }]',
        "lanes": '{ strike_now = { title = "x" } }',
        "cadences": "{}",
        "hours": '{ default = { mon-sun = "22:00-06:00", overnight = true } }',
        "dispositions": "{ " + ", ".join(every) + " }",
        "templates": "[]",
        "return_reasons": "[]",
    }
    return "\n".join(f"{key} = {value}" for key, value in {**values, **parts}.items())


def test_the_least_playbook_is_enough_and_may_run_past_midnight() -> None:
    book = load(small())

    assert book.hours["default"].overnight
    assert book.hours["default"].start == (1320,) * 7


def test_a_key_without_a_line_of_its_own_is_named_without_one() -> None:
    assert error("").startswith("name: is missing")
