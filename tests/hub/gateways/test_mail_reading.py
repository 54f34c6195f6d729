"""What is made of a mail: who, what they newly wrote, and what no person wrote."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.gateways.mail_reading import read_mail
from hub.gateways.port import Inbound
from tests.hub.gateways import mail_corpus as corpus
from tests.hub.gateways.mail_corpus import OURS, mail, reply

AT = 1_795_000_000_000
NONE: frozenset[str] = frozenset()


def read(raw: bytes) -> Inbound:
    heard = read_mail(raw, AT, NONE)
    assert heard is not None
    return heard


@pytest.mark.parametrize("shape", corpus.NEWEST)
def test_the_newest_words_are_what_the_person_wrote(shape: str) -> None:
    body, newest = corpus.NEWEST[shape]

    assert read(reply(body)).text == newest


def test_a_reply_says_who_wrote_and_which_mail_it_answers() -> None:
    heard = read(reply("Yes"))

    assert (heard.kind, heard.about, heard.at) == ("email", "reply", AT)
    assert (heard.from_, heard.from_name) == ("ann@lead.example", "Ann Lee")
    assert (heard.to, heard.subject) == ("sales@northwind.example", "Re: Your enquiry")
    assert heard.ref == "a1@lead.example"
    assert heard.in_reply_to == (OURS, "m0@northwind.example")


def test_a_mail_in_html_alone_is_read_as_its_reader_sees_it() -> None:
    heard = read(reply(corpus.HTML, "Content-Type: text/html; charset=utf-8\n"))

    assert heard.text == "Yes & thanks,\nAnn"
    outlook = read(reply(corpus.OUTLOOK_HTML, "Content-Type: text/html\n"))
    assert outlook.text == "Fine by me."


def test_the_plain_part_is_taken_before_the_html_and_attachments_are_not_read() -> None:
    body = (
        "--b\nContent-Type: text/plain; name=notes.txt\n"
        "Content-Disposition: attachment; filename=notes.txt\n\nSTOP\n"
        "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
        "--c\nContent-Type: text/html\n\n<p>rich</p>\n--c\nContent-Type: text/plain\n\nplain\n"
        "--c--\n--b--\n"
    )

    assert read(reply(body, "Content-Type: multipart/mixed; boundary=b\n")).text == "plain"


@pytest.mark.parametrize(
    ("charset", "claimed"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "iso-8859-1"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "us-ascii"),
        ("cp1252", "utf-8"),
    ],
)
def test_a_wrong_charset_costs_no_letter(charset: str, claimed: str) -> None:
    raw = reply("Schöne Grüße".encode(charset), f"Content-Type: text/plain; charset={claimed}\n")

    assert read(raw).text == "Schöne Grüße"


@pytest.mark.parametrize("shape", corpus.AWAY)
def test_an_automatic_reply_is_never_a_person_saying_stop(shape: str) -> None:
    heard = read(corpus.away(corpus.AWAY[shape]))

    assert heard.about == "away"
    assert heard.in_reply_to == (OURS,)


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "Subject: Re: Automatic reply: gone",
        "X-Mailer: x",
    ],
)
def test_a_persons_own_mail_is_a_reply(headers: str) -> None:
    assert read(corpus.away(headers)).about == "reply"


@pytest.mark.parametrize("shape", corpus.BOUNCES)
def test_a_bounce_names_the_address_our_mail_and_whether_it_stays_so(shape: str) -> None:
    raw, final = corpus.BOUNCES[shape]

    heard = read(raw)

    assert (heard.about, heard.failed_to) == ("bounce", "Bob@lead.example")
    assert heard.final is final
    assert heard.in_reply_to[0] == OURS
    assert heard.why.endswith(".") and "@" not in heard.why
    assert heard.text == ""


def test_bounces_in_other_shapes_are_bounces_too() -> None:
    for raw in (corpus.HEADERS_ONLY, corpus.GMAIL_PLAIN):
        heard = read(raw)
        assert (heard.about, heard.failed_to, heard.final) == ("bounce", "bob@lead.example", True)
        assert heard.in_reply_to[0] == OURS


def test_news_of_a_delivery_is_no_bounce() -> None:
    assert read(corpus.DELIVERED).about == "away"


def test_a_complaint_names_who_complained() -> None:
    heard = read(corpus.COMPLAINT)

    assert (heard.about, heard.failed_to) == ("complaint", "bob@lead.example")
    assert heard.in_reply_to[0] == OURS


def test_a_reply_that_quotes_a_bounce_is_a_persons_reply() -> None:
    assert read(reply("It said 550 5.1.1 user unknown, mailer-daemon@x.y")).about == "reply"


def test_our_own_mails_are_ignored_however_the_address_is_written() -> None:
    ours = frozenset({"sales@northwind.example"})
    raw = mail("From: =?utf-8?q?M=C3=A4ra?= <Sales@NORTHWIND.example>", "Hello")

    assert read_mail(raw, AT, ours) is None


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("Ann <ann@lead.example>", "ann@lead.example"),
        ('"Lee, Ann" <ann@LEAD.example>', "ann@lead.example"),
        ("ann@lead.example (Ann)", "ann@lead.example"),
        ("=?utf-8?q?ann=40evil=2Eexample?= <ann@lead.example>", "ann@lead.example"),
        ("Ann <ann@lead.example\r\n >", "ann@lead.example"),
        ("jürgen@lead.example", "jürgen@lead.example"),
        ("Ann <ann@@lead.example>", ""),
        ("Ann <ann lee@lead.example>", ""),
        ("Ann", ""),
        ("", ""),
    ],
)
def test_only_an_address_that_could_be_written_to_is_taken_as_one(said: str, address: str) -> None:
    assert read(mail(f"From: {said}\nSubject: x", "y")).from_ == address


def test_a_header_cannot_be_broken_out_of_by_its_encoding() -> None:
    raw = mail("From: ann@lead.example\nSubject: =?utf-8?q?a=0D=0ABcc=3A_x=40y.z=00?=", "y")

    assert read(raw).subject == "a Bcc: x@y.z"


def test_a_mail_without_a_name_always_gets_the_same() -> None:
    raw = mail("From: ann@lead.example\nSubject: x", "y")

    assert read(raw).ref == read(raw).ref != read(raw + b"z").ref


@pytest.mark.parametrize("shape", corpus.HOSTILE)
def test_no_mail_raises_or_costs_much(shape: str) -> None:
    raw = corpus.HOSTILE[shape]
    began = time.process_time()

    heard = read(raw)

    assert time.process_time() - began < 3.0
    assert len(heard.text) <= 20_000 and len(heard.subject) <= 500 and len(heard.in_reply_to) <= 20
    for words in (heard.text, heard.subject, heard.from_, heard.from_name, heard.ref):
        assert "\x00" not in words
        words.encode()
    if b"ann@lead" in raw[:200] and shape not in ("NULs", "no end of headers"):
        assert heard.from_ == "ann@lead.example"


@given(st.binary(max_size=400), st.sampled_from(sorted(corpus.BOUNCES)), st.integers(0, 900))
@settings(max_examples=150, deadline=None)
def test_whatever_is_torn_out_of_a_mail_nothing_raises(
    noise: bytes, shape: str, place: int
) -> None:
    whole = corpus.BOUNCES[shape][0]

    for raw in (noise, whole[:place] + noise + whole[place + 7 :], whole[place:]):
        heard = read(raw)
        for words in (heard.text, heard.subject, heard.from_, heard.failed_to, heard.why):
            words.encode()
