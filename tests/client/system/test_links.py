"""What may be opened: a corpus of what must, and of what somebody might try."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.system.links import (
    NotOpenable,
    call_url,
    checked,
    mail_url,
    sms_url,
    template_fault,
)

NOT_NUMBERS = [
    "",
    "+",
    "4155550101",
    "0049151234567",
    "+1415555010100000",
    "+0415555010",
    "+1 415 555 0101",
    "+1-415-555-0101",
    "*21*+14155550101#",
    "tel:*21*#",
    "+14155550101;ext=5",
    "+14155550101,,1234",
    "+14155550101#",
    "+14155550101\n",
    "+14155550101\x00",
    "+14155550101%0a",
    "+١٤١٥٥٥٥٠١٠١",
    "+1415555０101",
    "javascript:alert(1)",
    "$(reboot)",
]
NOT_ADDRESSES = [
    "",
    "a",
    "a?bcc=b@evil.example",
    "a@b.example?bcc=c@evil.example",
    "a@b.example&attach=/etc/passwd",
    "a@b.example,c@evil.example",
    "a@b.example;c@evil.example",
    "a@b.example\nBcc: c@evil.example",
    "a@b.example%0aBcc:c@evil.example",
    "a@b.example\x00",
    "a b@c.example",
    "<a@b.example>",
    "a@b",
    "a@@b.example",
    "a%3Fbcc=c@b.example",
    "`id`@b.example",
    "a|b@b.example",
    "a@[127.0.0.1]",
    '"a b"@c.example',
    "a@b.example" * 40,
    "a@b..test",
    "\u202ea@b.example",
    "file:///etc/passwd",
]
NEVER = [
    "file:///etc/passwd",
    "smb://evil/share",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://teams.microsoft.com/l/call",
    "https://evil.test/",
    "https://teams.microsoft.com.evil.test/",
    "https://teams.microsoft.com@evil.test/",
    "https://u:p@teams.microsoft.com/",
    "tel:*21*123#",
    "tel:+14155550101;ext=1",
    "tel:+14155550101?x=1",
    "tel:+1415555%30101",
    "sms:+14155550101?body=a&attach=b",
    "sms:+14155550101,+14155550102",
    "mailto:a@b.test?bcc=c@d.test",
    "mailto:a@b.test?subject=a&BCC=c@d.test",
    "mailto:a@b.test?subject=a&%62cc=c@d.test",
    "mailto:a@b.test,c@d.test",
    "mailto:?to=a@b.test",
    "TEL:+14155550101",
    "-x",
    "tel:+14155550101 --help",
    "tel:+14155550101\n",
]


def test_a_call_is_a_plus_and_digits() -> None:
    assert call_url("+14155550101") == "tel:+14155550101"


@pytest.mark.parametrize("number", NOT_NUMBERS)
def test_what_is_no_full_number_is_neither_dialled_nor_texted(number: str) -> None:
    for template in ("tel:{e164}", "sip:{digits}@pbx.test", "callto:{national}"):
        with pytest.raises(NotOpenable):
            call_url(number, template)
    with pytest.raises(NotOpenable):
        sms_url(number, "hello")


@pytest.mark.parametrize("address", NOT_ADDRESSES)
def test_what_is_no_plain_address_gets_no_mail(address: str) -> None:
    with pytest.raises(NotOpenable):
        mail_url(address, "s", "t")


@pytest.mark.parametrize("url", NEVER)
def test_what_is_not_on_the_list_is_never_opened(url: str) -> None:
    with pytest.raises(NotOpenable):
        checked(url)


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("tel:{e164}", "tel:+4915112345678"),
        ("tel:{national}", "tel:015112345678"),
        ("callto:{digits}", "callto:4915112345678"),
        ("sip:{e164}@pbx.example.com", "sip:+4915112345678@pbx.example.com"),
        ("rcapp://r/call?number={e164}", "rcapp://r/call?number=%2B4915112345678"),
        ("zoomphonecall://{e164}", "zoomphonecall://+4915112345678"),
        ("msteams:/l/call/0/0?users=4:{e164}", "msteams:/l/call/0/0?users=4:%2B4915112345678"),
        (
            "https://teams.microsoft.com/l/call/0/0?users=4:{e164}",
            "https://teams.microsoft.com/l/call/0/0?users=4:%2B4915112345678",
        ),
        ("dialpad://{e164}?launchMinimode=1", "dialpad://+4915112345678?launchMinimode=1"),
        ("groundwire:{digits}?dialAction=autoCall", "groundwire:4915112345678?dialAction=autoCall"),
    ],
)
def test_a_users_softphone_gets_the_number_in_its_own_way(template: str, url: str) -> None:
    assert template_fault(template) == ""
    assert call_url("+4915112345678", template) == url


@pytest.mark.parametrize(
    "template",
    [
        "",
        "tel:",
        "tel:{phone}",
        "tel:{e164}{0}",
        "tel:{e164.__class__}",
        "file:///{e164}",
        "javascript:alert({e164})",
        "http://pbx.test/{e164}",
        "https://evil.test/{e164}",
        "https://teams.microsoft.com{e164}.evil.test/",
        "https://{digits}.evil.test/",
        "sip:{e164} --exec",
        "sip:{e164}\n",
        "sip:{e164}%zz",
        "{e164}",
        "xdg-open {e164}",
    ],
)
def test_a_template_that_may_not_be_used_is_refused_in_words(template: str) -> None:
    fault = template_fault(template)
    assert fault.endswith(".")
    with pytest.raises(NotOpenable):
        call_url("+14155550101", template)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_arrives_as_text_and_adds_no_field(subject: str, text: str) -> None:
    query = parse_qs(urlsplit(mail_url("a.b+c@example.com", subject, text)).query)
    assert set(query) <= {"subject", "body"}
    assert "\n" not in query.get("subject", [""])[0]
    body = urlsplit(sms_url("+14155550101", text))
    assert body.path == "+14155550101"
    assert set(parse_qs(body.query)) <= {"body"}


@pytest.mark.parametrize("address", ["a@b.example", "o'neil+x@example.org", "zoë_z@example.com"])
def test_every_plain_address_gets_mail(address: str) -> None:
    to = urlsplit(mail_url(address, "s", "t")).path
    assert unquote(to) == address


def test_texts_keep_their_signs_and_lines() -> None:
    url = sms_url("+14155550101", "Zoë & co? 100 %\n#2 \u2013 ok\x00\x1b")
    assert parse_qs(urlsplit(url).query)["body"] == ["Zoë & co? 100 %\n#2 \u2013 ok"]
    mail = mail_url("zoë@exämple.com", "Your\r\nform", "a\nb")
    assert mail.startswith("mailto:zo%C3%AB@xn--exmple-cua.com?subject=Your%20form&body=a%0D%0Ab")


def test_a_text_too_long_to_hand_over_is_refused_and_not_cut() -> None:
    with pytest.raises(NotOpenable, match="too long"):
        sms_url("+14155550101", "x" * 5_000)
