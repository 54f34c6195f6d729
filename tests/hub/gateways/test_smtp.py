"""Mail through a real exim4: taken, refused, cut off, and what stands in it."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest

from hub.gateways.port import GatewayTrouble, Letter, Refused, Sent, Unknown
from hub.gateways.smtp import Sender, Smtp
from hub.gateways.smtp_session import Server
from tests.rigs.exim import BOUNCES, COMPANY, FULL, GONE, LATER, PASSWORD, USER, Exim, exim
from tests.rigs.processes import until
from tests.rigs.smtp_cut import Cut, smtp_cut

ANN = "ann.lee@lead.example"
NOW = 1_795_000_000_000


@pytest.fixture(scope="module")
def mta() -> Iterator[Exim]:
    with exim() as running:
        yield running


@pytest.fixture(scope="module")
def open_mta() -> Iterator[Exim]:
    """One that takes the login in the clear, so that a wire can see the steps."""
    with exim(encrypted=False) as running:
        yield running


def gateway(mta: Exim, **changes: object) -> Smtp:
    settings = {
        **{"host": "127.0.0.1", "port": mta.port, "user": USER},
        **{"secret": reads(PASSWORD), "ca_file": str(mta.ca), **changes},
    }
    sender = Sender(address=COMPANY, team="Northwind", reply_to="answers@northwind.example")
    return Smtp(Server(**settings), sender, now=lambda: NOW)  # type: ignore[arg-type]


def reads(secret: str) -> Callable[[], object]:
    async def read() -> str:
        return secret

    return read


_count = iter(range(1_000_000))


def letter(**changes: object) -> Letter:
    fields = {
        **{"id": f"m{next(_count)}", "to": ANN, "to_name": "Ann Lee", "from_name": "Mara Vogel"},
        **{"subject": "Your enquiry", "text": "Hello Ann,\n\nshall we talk tomorrow?\n"},
        "message_id": f"{next(_count)}.m@northwind.example",
    }
    return Letter(**{**fields, **changes})  # type: ignore[arg-type]


def arrived(mta: Exim, sent: Letter) -> EmailMessage:
    """The mail as its reader's program sees it."""
    mark = f"<{sent.message_id}>".encode()
    raw = until(lambda: [m for m in mta.mails(sent.to) if mark in m], "the mail arrives")[0]
    return message_from_bytes(raw, policy=policy.default)


async def test_a_mail_arrives_with_everything_a_mail_should_say(mta: Exim) -> None:
    sent = letter(
        in_reply_to="theirs@lead.example",
        references=("first@lead.example", "theirs@lead.example"),
        unsubscribe="https://hub.example/u/abc?x=1",
    )

    outcome = await gateway(mta).send(sent)

    assert outcome == Sent(ref=sent.message_id)
    mail = arrived(mta, sent)
    assert mail["From"] == f"Mara Vogel at Northwind <{COMPANY}>"
    assert mail["To"] == f"Ann Lee <{ANN}>"
    assert mail["Reply-To"] == "answers@northwind.example"
    assert mail["Return-path"] == f"<{COMPANY}>"
    assert mail["Message-ID"] == f"<{sent.message_id}>"
    assert mail["In-Reply-To"] == "<theirs@lead.example>"
    assert mail["References"] == "<first@lead.example> <theirs@lead.example>"
    assert mail["List-Unsubscribe"] == "<https://hub.example/u/abc?x=1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime.timestamp() * 1000 == NOW
    assert mail["Auto-Submitted"] is None


async def test_a_mail_no_person_pressed_a_key_for_says_so_and_a_single_one_needs_no_list(
    mta: Exim,
) -> None:
    sent = letter(automatic=True)
    await gateway(mta).send(sent)

    mail = arrived(mta, sent)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć-Brzęczyszczykiewicz, z Zażółć Gęślą Jaźń i Spółka z o.o. w Gdańsku",
        'Lee, Ann "the boss"',
        "李安 🙂",
        "=?utf-8?q?evil?= <other@evil.example>",
        "Ann\r\nBcc: other@evil.example",
        "\u202eAnn\x00\x07",
    ],
)
async def test_no_name_or_subject_breaks_out_of_its_header(mta: Exim, name: str) -> None:
    sent = letter(to_name=name, from_name=name, subject=name)

    assert isinstance(await gateway(mta).send(sent), Sent)

    mail = arrived(mta, sent)
    assert [one.addr_spec for one in mail["To"].addresses] == [ANN]
    assert [one.addr_spec for one in mail["From"].addresses] == [COMPANY]
    assert mail["Bcc"] is None
    shown = name.replace("\r\n", " ").replace("\x00\x07", "")
    assert mail["Subject"] == shown
    # Python's newer parser puts blanks between a name's encoded words; the older one is right.
    name_read, address = parseaddr(str(message_from_bytes(mail.as_bytes())["To"]))
    assert address == ANN
    assert str(make_header(decode_header(name_read))) == shown[:100]


async def test_the_words_arrive_as_written_in_text_and_in_simple_html(mta: Exim) -> None:
    text = (
        ".\n..dots\nÄhm <b>5 & 6</b> €\r\nhttps://hub.example/t/x?a=1&b=2.\n\nFrom here "
        + "x" * 2000
    )
    sent = letter(text=text)

    await gateway(mta).send(sent)

    mail = arrived(mta, sent)
    plain, rich = (part.get_content() for part in mail.iter_parts())
    assert plain == text.replace("\r\n", "\n") + "\n"
    assert "&lt;b&gt;5 &amp; 6&lt;/b&gt;" in rich
    link = "https://hub.example/t/x?a=1&amp;b=2"
    assert f'<a href="{link}">{link}</a>.' in rich
    assert not any(word in rich for word in ("src=", "<img", "<script", "@import", "url("))


async def test_an_address_with_letters_beyond_ascii_gets_its_mail(mta: Exim) -> None:
    sent = letter(to="jürgen@müller.example", to_name="Jürgen")

    assert isinstance(await gateway(mta).send(sent), Sent)

    assert arrived(mta, sent)["Envelope-to"] == "jürgen@müller.example"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ann",
        "a@b@c",
        "ann lee@lead.example",
        "a@b.c>\r\nRCPT TO:<x@y.z",
        "<a@b.c>",
        "a,b@c.d",
        "a\ud800@b.c",
        "a\x85b@c.d",
        "a\u2028b@c.d",
    ],
)
async def test_what_is_no_address_is_refused_before_anybody_is_asked(mta: Exim, to: str) -> None:
    outcome = await gateway(mta, port=1).send(letter(to=to))

    assert isinstance(outcome, Refused) and outcome.code == "address" and outcome.again_s is None


@pytest.mark.parametrize(
    ("changes", "code", "again_s"),
    [
        ({"to": GONE}, "550 5.1.1", None),
        ({"to": FULL}, "552 5.2.2", None),
        ({"to": LATER}, "451 4.7.1", 300),
        ({"subject": "NEVER"}, "554 5.7.1", None),
        ({"subject": "NOT NOW"}, "451 4.3.0", 300),
    ],
)
async def test_a_refusal_is_told_with_its_code_and_whether_it_passes(
    mta: Exim, changes: dict[str, str], code: str, again_s: int | None
) -> None:
    outcome = await gateway(mta).send(letter(**changes))

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.again_s, outcome.opted_out) == (code, again_s, False)
    assert outcome.why.endswith(".") and "@" not in outcome.why


async def test_a_mailbox_that_is_not_there_is_said_in_plain_words(mta: Exim) -> None:
    outcome = await gateway(mta).send(letter(to=GONE))

    assert isinstance(outcome, Refused)
    assert outcome.why == "There is no such mailbox. Ask them for another address."


@pytest.mark.parametrize("step", ["greeting", "ehlo", "auth", "mail", "rcpt", "data"])
async def test_a_wire_cut_before_the_mail_went_is_a_refusal_to_try_again(
    open_mta: Exim, step: Cut
) -> None:
    sent = letter()
    async with smtp_cut(open_mta.port) as wire:
        wire.at = step
        outcome = await gateway(open_mta, tls="none", port=wire.port).send(sent)

        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.again_s) == ("connection", 60)
        wire.at = ""
        again = await gateway(open_mta, tls="none", port=wire.port).send(sent)
    assert isinstance(again, Sent)
    arrived(open_mta, sent)
    assert len([m for m in open_mta.mails(ANN) if sent.message_id.encode() in m]) == 1


async def test_an_answer_lost_after_the_dot_is_unknown_and_the_mail_is_there(
    open_mta: Exim,
) -> None:
    sent = letter()
    async with smtp_cut(open_mta.port) as wire:
        wire.at = "dot"
        outcome = await gateway(open_mta, tls="none", port=wire.port).send(sent)

    assert isinstance(outcome, Unknown)
    arrived(open_mta, sent)


async def test_a_wire_cut_in_the_middle_of_the_mail_is_never_called_sent(open_mta: Exim) -> None:
    sent = letter(text="much to say\n" * 50_000)
    async with smtp_cut(open_mta.port) as wire:
        wire.at = "body"
        outcome = await gateway(open_mta, tls="none", port=wire.port).send(sent)

    assert not isinstance(outcome, Sent)


@pytest.mark.parametrize(
    ("step", "limit_s", "kind"),
    [("rcpt", 0.5, Refused), ("dot", 5, Unknown)],  # the whole mail has to be out by then
)
async def test_a_server_that_falls_silent_is_given_up_on_in_time(
    open_mta: Exim, step: Cut, limit_s: float, kind: type
) -> None:
    async with smtp_cut(open_mta.port) as wire:
        wire.at, wire.silent = step, True
        mail = gateway(open_mta, tls="none", port=wire.port)
        mail._limit_s = limit_s
        outcome = await mail.send(letter())

    assert isinstance(outcome, kind)


async def test_a_wrong_password_is_refused_for_good_and_told_to_the_operator(mta: Exim) -> None:
    wrong = gateway(mta, secret=reads("not it"))

    outcome = await wrong.send(letter())

    assert isinstance(outcome, Refused)
    assert outcome.code.startswith("535") and outcome.again_s is None
    with pytest.raises(GatewayTrouble, match=r"email\.user, email\.password: .*refused them"):
        await wrong.check()


async def test_a_certificate_nobody_vouches_for_stops_everything(mta: Exim) -> None:
    unknown = gateway(mta, ca_file="")

    outcome = await unknown.send(letter())

    assert isinstance(outcome, Refused) and outcome.code == "certificate"
    with pytest.raises(GatewayTrouble, match=r"email\.ca_file: the certificate of"):
        await unknown.check()


async def test_no_password_is_sent_to_a_server_that_cannot_encrypt(open_mta: Exim) -> None:
    plain = gateway(open_mta)

    outcome = await plain.send(letter())

    assert isinstance(outcome, Refused) and outcome.again_s is None
    with pytest.raises(GatewayTrouble, match=r"email\.tls: .*no STARTTLS"):
        await plain.check()


def test_a_mail_server_elsewhere_is_never_spoken_to_in_the_clear() -> None:
    with pytest.raises(GatewayTrouble, match=r"email\.tls: .*in the clear"):
        Smtp(Server(host="mail.example", tls="none"), Sender(address=COMPANY), now=lambda: NOW)


def test_settings_that_cannot_be_right_are_told_at_once(tmp_path: Path) -> None:
    sender = Sender(address=COMPANY)
    with pytest.raises(GatewayTrouble, match="ca_file"):
        Smtp(Server(host="mail.example", ca_file=str(tmp_path / "none")), sender, now=lambda: NOW)
    with pytest.raises(GatewayTrouble, match=r"email\.from"):
        Smtp(Server(host="mail.example"), Sender(address="sales\n@x.y"), now=lambda: NOW)


async def test_the_check_says_what_works_and_sends_nothing(mta: Exim) -> None:
    before = len(mta.mails(ANN))

    said = await gateway(mta).check()

    assert said == "127.0.0.1 answers: encrypted, signed in as rep."
    assert len(mta.mails(ANN)) == before


async def test_a_mail_server_cannot_be_asked(mta: Exim) -> None:
    report = await gateway(mta).ask(letter(), "ref", NOW)

    assert report.state == "no_answer" and "cannot be asked" in report.why


async def test_a_mail_that_fails_later_comes_back_to_the_company(mta: Exim) -> None:
    sent = letter(to=BOUNCES)

    assert isinstance(await gateway(mta).send(sent), Sent)

    until(lambda: [m for m in mta.mails(COMPANY) if sent.message_id.encode() in m], "the bounce")


async def test_nothing_of_a_mail_is_in_any_log(mta: Exim, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    for to in (ANN, GONE, LATER):
        await gateway(mta).send(letter(to=to))

    for word in (ANN, GONE, LATER, "Your enquiry", "shall we", PASSWORD):
        assert word not in caplog.text
