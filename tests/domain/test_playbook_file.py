"""A playbook is read whole or not at all, and what is wrong with one is named by line and key."""

import re

import pytest

from app.domain.playbook_file import PlaybookError, load
from app.domain.rules import Limit, Rule
from tests.builders import DEFAULT, a_playbook, shipped

TEXT = DEFAULT.read_text(encoding="utf-8")


def error(text: str) -> str:
    with pytest.raises(PlaybookError) as caught:
        load(text, shipped())
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
    assert [reason.title for reason in book.return_reasons] == [
        "Not a person, or spam",
        "Country we do not serve",
        "Student or competitor",
        "No working number or email",
        "Too early, nothing planned",
        "Twice the same person",
    ]


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
    ('voicemail = { then = "next" }\n', "", "dispositions.voicemail", "is missing"),
    ('voicemail = { then = "next" }', "voicemail = 3", "dispositions.voicemail", "a table"),
    ('voicemail = { then = "next" }', "voicemail = {}", "dispositions.voicemail.then", "missing"),
    ('wait = "10 min" }\ngate', "wait = -1 }\ngate", "dispositions.busy.wait", "negative"),
    ("voicemail = {", "fax = { then = 'next' }\nvoicemail = {", "dispositions.fax", "unknown"),
    ("{rep_first}. I tried", "{rep_fist}. I tried", "templates[5].body", "{rep_fist} is no field"),
    ("{rep_first}. I tried", "{rep_first. I tried", "templates[5].body", "a brace"),
    ('subject = "Before we talk"', 'subject = "{x}"', "templates[13].subject", "{x} is no field"),
    ('channel = "sms"', 'channel = "call"', "templates[1].channel", "a call has no template"),
    ('key = "thanks_sms"', 'key = "tried_you_sms"', "templates[5].key", "is taken already"),
    (
        'title = "Last note"',
        'title = "x"\nlanes = ["needs_mappin"]',
        "templates[23].lanes[1]",
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
        ("hours", "{ default = 3 }", "hours: calling hours are rules now"),
        ("rules", "{ BE = 3 }", "rules.BE: expected a table"),
        ("rules", "3", "rules: expected [rules.…] tables"),
        ("relax", "3", "relax: expected [relax.…] tables"),
        ("quiet_days", "3", "quiet_days: expected a list"),
        ("templates", "[3]", "templates[1]: expected a table"),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = 3 }]',
            "templates[1].body: expected a text",
        ),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = " " }]',
            'templates[1].body: "x": an empty template',
        ),
        (
            "templates",
            '[{ key = "x", channel = "sms", title = "x", body = "x", lanes = ["nurture"] }]',
            'templates[1].lanes: "x": there is no lane',
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
        "rules": '{ default = { name = "x", mon-sun = "22:00-06:00", overnight = true } }',
        "dispositions": "{ " + ", ".join(every) + " }",
        "templates": "[]",
        "return_reasons": "[]",
    }
    return "\n".join(f"{key} = {value}" for key, value in {**values, **parts}.items())


def test_the_least_playbook_is_enough_and_may_run_past_midnight() -> None:
    book = load(small())

    assert book.rules == {"default": Rule(name="x", windows=(((1320, 1800),),) * 7)}


def test_without_any_rule_nobody_could_be_called_and_that_is_said() -> None:
    with pytest.raises(PlaybookError, match=r"\[rules.default\] is missing"):
        load(small(rules="{}"), {})


# ---- rules of one's own ----------------------------------------------------------------------

BELGIUM = """
[rules.BE]
name = "Belgium"
mon-fri = ["09:00-12:00", "13:30-19:00"]
sat-sun = "closed"
limits = ["4 in 30 d"]
cool_off = "60 d"
banned = [2026-12-24]
source = "our counsel"
"""
RULES = [
    ("sat-sun", "sun", "rules.BE", "say the hours of sat"),
    ('"09:00-12:00", ', "9, ", "rules.BE.mon-fri", "expected hours like"),
    ('"09:00-12:00", ', '"09:00-25:00", ', "rules.BE.mon-fri", "no clock"),
    ('"09:00-12:00", ', '"09:61-12:00", ', "rules.BE.mon-fri", "no clock"),
    ('"09:00-12:00", ', '"09:00-09:00", ', "rules.BE.mon-fri", "is empty"),
    ('"09:00-12:00", ', '"12:00-09:00", ', "rules.BE.mon-fri", "ends before it starts"),
    ('"09:00-12:00", ', '"09:00-14:00", ', "rules.BE.mon-fri", "overlap"),
    ("mon-fri", "overnight = true\nmon-fri", "rules.BE.overnight", "past midnight"),
    ("mon-fri", "windows = []\nmon-fri", "rules.BE.windows", "unknown key"),
    ("mon-fri", "tue-xyz = 3\nmon-fri", "rules.BE.tue-xyz", "unknown key"),
    ("mon-fri", "fri = 'closed'\nmon-fri", "rules.BE.mon-fri", "fri has its hours already"),
    ('["09:00-12:00", "13:30-19:00"]', '"closed"', "rules.BE", "every day is closed"),
    ("[rules.BE]", "[rules.belgium]", "rules.belgium", "two capital letters"),
    ('name = "Belgium"\n', "", "rules.BE.name", "is missing"),
    ('"4 in 30 d"', '"4 a month"', "rules.BE.limits", "something like"),
    ('"4 in 30 d"', '"0 in 30 d"', "rules.BE.limits", "at least one call"),
    ('["4 in 30 d"]', "4", "rules.BE.limits", "a list like"),
    ('"60 d"', '"1 h"', "rules.BE.cool_off", "whole days"),
    ("[2026-12-24]", '["Christmas"]', "rules.BE.banned", "a date like"),
    ("[2026-12-24]", "2026-12-24", "rules.BE.banned", "a list of dates"),
    ('source = "our counsel"', 'channels = ["email"]', "rules.BE.channels", "keeps no hours"),
    ("[rules.BE]", "[relax.BE]\nwhy = 'x'\n[rules.BE]", "relax.BE", "no such rule"),
    ("[rules.BE]", "[relax.default]\nwhy = 'x'\n[rules.BE]", "relax.default", "somebody must"),
    ("[rules.BE]", "[relax.FR]\n[rules.BE]", "relax.FR.why", "is missing"),
    ("[rules.BE]", "[relax.FR]\nwhy = ' '\n[rules.BE]", "relax.FR.why", "say why"),
]


@pytest.mark.parametrize(("was", "now", "path", "said"), RULES)
def test_a_mistake_in_a_rule_is_named_by_key_and_line(
    was: str, now: str, path: str, said: str
) -> None:
    assert was in BELGIUM

    told = error(TEXT + BELGIUM.replace(was, now, 1))

    assert f"{path}: " in told, told
    assert said in told, told
    line = re.match(r"line (\d+), ", told)
    assert line and int(line[1]) > TEXT.count("\n"), told


def test_a_team_may_add_a_rule_and_put_one_in_place_of_one_that_ships() -> None:
    book = load(TEXT + BELGIUM + BELGIUM.replace("BE]", "FR]"), shipped())

    assert book.rules["BE"].windows[0] == ((540, 720), (810, 1140))
    assert book.rules["BE"].limits == (Limit(calls=4, hours=720),)
    assert (book.rules["BE"].cool_off, book.rules["BE"].banned) == (
        60, {"2026-12-24": "a day of our own"},
    )  # fmt: skip
    assert book.rules["FR"].name == "Belgium"
    assert book.rules["GB"] == shipped()["GB"]


def test_a_rule_set_aside_is_gone_and_its_reason_stays() -> None:
    book = load(TEXT + "\n[relax.US-KY]\nwhy = 'businesses only'\n", shipped())

    assert "US-KY" not in book.rules
    assert book.relaxed == {"US-KY": "businesses only"}


def test_a_quiet_day_of_the_company_is_quiet_everywhere() -> None:
    book = load("quiet_days = [2026-12-24, '2026-12-31']\n" + TEXT, shipped())

    for rule in book.rules.values():
        assert {"2026-12-24", "2026-12-31"} <= set(rule.banned)
    assert "quiet_days[2]: expected a date" in error("quiet_days = [2026-12-24, 3]\n" + TEXT)


def test_a_key_without_a_line_of_its_own_is_named_without_one() -> None:
    assert error("").startswith("name: is missing")
