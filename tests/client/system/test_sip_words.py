"""What a softphone's words mean. The texts are what baresip 1.0.0 really writes."""

import pytest

from client.system.links import NotOpenable, sip_fault, sip_target
from client.system.sip_words import accounts, lines, number_of, version, why_closed

ABOUT = ".-----.\n|        \x1b[34;1mbare\x1b[31;1msip\x1b[;m 1.0.0       |\n'-----'\n"


@pytest.mark.parametrize(
    ("param", "answered", "said"),
    [
        ("486 Rejected", False, (True, "busy")),
        ("486 Busy Here", False, (True, "busy")),
        ("603 Decline", False, (True, "declined")),
        ("404 Not Found", False, (True, "there is no such number")),
        ("499 <b>pay here</b>", False, (True, "the phone company said 499")),
        ("call evil.example now", False, (True, "it could not be made")),
        ("Connection timed out", False, (True, "nothing answered there")),
        ("Connection reset by user", True, (False, "hung up here")),
        ("Connection reset by peer", True, (False, "they hung up")),
        ("Connection timed out", True, (False, "the connection was lost")),
        ("", True, (False, "the connection was lost")),
        ("4861 x", False, (True, "it could not be made")),
    ],
)
def test_why_a_call_is_over_is_said_in_our_words_alone(
    param: str, answered: bool, said: tuple[bool, str]
) -> None:
    assert why_closed(param, answered=answered) == said


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("sip:+447700900142@127.0.0.1:5081", "+447700900142"),
        ("sip:07700900142@pbx.example;user=phone", "07700900142"),
        ("sips:+447700900142@x", "+447700900142"),
        ("tel:+447700900142", "+447700900142"),
        ("sip:anonymous@anonymous.invalid", ""),
        ("sip:+44<script>@x", ""),
        ("sip:" + "9" * 400 + "@x", ""),
        ("", ""),
    ],
)
def test_a_callers_number_is_digits_or_nothing(uri: str, number: str) -> None:
    assert number_of(uri) == number


def test_the_account_in_use_comes_first_with_how_it_stands() -> None:
    said = (
        "\n--- User Agents (3) ---\n  sip:b@pbx.example    \x1b[31mERR\x1b[;m pbx\n"
        "> sip:a@pbx.example    \x1b[32mOK \x1b[;m pbx\n  sip:c@127.0.0.1:5071                 \n\n"
    )
    assert [(one.uri, one.stand) for one in accounts(said)] == [
        ("sip:a@pbx.example", "registered"),
        ("sip:b@pbx.example", "not registered yet"),
        ("sip:c@127.0.0.1:5071", "not registered anywhere"),
    ]


def test_the_version_is_baresips_or_none() -> None:
    assert version(ABOUT) == "1.0.0"
    assert version("Apache 2.4") == ""


def test_lines_are_read_also_with_a_newer_phones_ids_in_them() -> None:
    said = (
        "\n--- Active calls (2) ---\n  [line 1]  0:00:01  ESTABLISHED             sip:b@x:5481\n"
        "> [line 2, id 18e5432602f5c7e2]  0:00:00   INCOMING             sip:c@x\n"
    )
    assert [(one.number, one.peer, one.incoming, one.established) for one in lines(said)] == [
        (1, "sip:b@x:5481", False, True),
        (2, "sip:c@x", True, False),
    ]


def test_what_is_dialled_is_a_number_or_a_number_at_the_reps_own_domain() -> None:
    assert sip_target("+447700900142", "{e164}") == "+447700900142"
    template = "sip:{e164}@pbx.example:5060"
    assert sip_target("+447700900142", template) == "sip:+447700900142@pbx.example:5060"


@pytest.mark.parametrize(
    "template",
    ["", "{digits}", "sip:900@x", "sip:{e164}", "{e164}@x", "sip:{e164}@x\n", "sip:{e164}@x;a=b",
     "sip:{e164}@x y", "sip:{e164}{e164}@x", "tel:{e164}", "sip:{e164}@-x", "{e164}\nquit"],
)  # fmt: skip
def test_no_other_template_is_dialled(template: str) -> None:
    assert sip_fault(template) == "Only {e164} or sip:{e164}@domain can be dialled."
    with pytest.raises(NotOpenable):
        sip_target("+447700900142", template)
