"""Answers read from a real dovecot: at once, once, in order, and over every kind of break."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from hub.gateways.imap_session import Inbox, Position
from hub.gateways.mailbox import Mailbox
from hub.gateways.oauth import Client, SignedIn, endpoints
from hub.gateways.port import GatewayTrouble, Inbound, Letter, Sent
from hub.gateways.smtp import Sender, Smtp
from hub.gateways.smtp_session import Server
from tests.hub.gateways.test_oauth import Kept
from tests.rigs import dovecot as imap
from tests.rigs import exim as smtp
from tests.rigs.dovecot import Dovecot, dovecot
from tests.rigs.oauth_server import CLIENT, oauth_server
from tests.rigs.processes import soon
from tests.voices.fault_proxy import fault_proxy

NOW = 1_795_000_000_000
OURS = frozenset({"sales@northwind.example"})


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def inbox(server: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    """A mailbox nobody else uses."""
    return server.as_(re.sub(r"\W", "-", request.node.name)[-40:])


class Heard:
    """What was handed over, and the position as the hub keeps it."""

    def __init__(self) -> None:
        self.mails: list[Inbound] = []
        self.position: Position | None = None
        self.failing = 0

    async def take(self, mail: Inbound) -> None:
        if self.failing:
            self.failing -= 1
            raise RuntimeError("the disk is full")
        self.mails.append(mail)

    async def keep(self, position: Position) -> None:
        self.position = position

    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.mails]


def watching(
    rig: Dovecot,
    heard: Heard,
    *,
    port: int = 0,
    tls: str = "tls",
    password: str = imap.PASSWORD,
    secret: SignedIn | None = None,
) -> Mailbox:
    async def read() -> str:
        return password

    ports = {"tls": rig.tls_port, "starttls": rig.port, "none": rig.port}
    return Mailbox(
        Inbox(host="127.0.0.1", port=port or ports[tls], tls=tls, user=rig.user),  # type: ignore[arg-type]
        secret or read,
        heard=heard.take,
        keep=heard.keep,
        position=heard.position,
        ours=OURS,
        now=lambda: NOW,
        ca_file=str(rig.ca),
        retry_s=(0.05,),
    )


@asynccontextmanager
async def listening(rig: Dovecot, heard: Heard, **how: object) -> AsyncIterator[Mailbox]:
    mailbox = watching(rig, heard, **how)  # type: ignore[arg-type]
    mailbox.start()
    try:
        await soon(lambda: not mailbox.trouble, "the mailbox is open")
        yield mailbox
    finally:
        await mailbox.close()


def mail(subject: str, sender: str = "Ann Lee <ann@lead.example>") -> bytes:
    lines = (
        f"From: {sender}\nTo: sales@northwind.example\nSubject: {subject}\n"
        f"Message-ID: <{subject}@lead.example>\nIn-Reply-To: <m1@northwind.example>\n"
        "\nYes please.\n"
    )
    return lines.encode()


@pytest.mark.parametrize("tls", ["tls", "starttls", "none"])
async def test_a_reply_is_heard_as_soon_as_it_is_there(inbox: Dovecot, tls: str) -> None:
    """The server says so; without that it would be asked again after nine minutes."""
    heard = Heard()
    async with listening(inbox, heard, tls=tls):
        inbox.put(mail("one"), "1.one")
        await soon(lambda: heard.mails, "the reply is heard")
        inbox.put(mail("two"), "2.two")
        await soon(lambda: len(heard.mails) == 2, "the next is heard")

    reply = heard.mails[0]
    assert (reply.from_, reply.from_name, reply.subject) == ("ann@lead.example", "Ann Lee", "one")
    assert (reply.ref, reply.in_reply_to) == ("one@lead.example", ("m1@northwind.example",))
    assert (reply.text, reply.about) == ("Yes please.", "reply")
    assert reply.at is not None and reply.at > NOW - 10**12


async def test_what_lay_there_before_the_first_start_is_history(inbox: Dovecot) -> None:
    inbox.put(mail("old"), "0.old")
    heard = Heard()
    async with listening(inbox, heard):
        inbox.put(mail("new"), "1.new")
        await soon(lambda: heard.mails, "the new mail is heard")

    assert heard.subjects() == ["new"]


async def test_restarts_lose_nothing_and_double_nothing(inbox: Dovecot) -> None:
    heard = Heard()
    async with listening(inbox, heard):
        inbox.put(mail("m0"), "0.m")
        await soon(lambda: heard.mails, "the first mail is heard")
    for n in range(1, 6):
        inbox.put(mail(f"m{n}"), f"{n}.m")
        async with listening(inbox, heard):
            await soon(lambda n=n: len(heard.mails) > n, "what came meanwhile is heard")  # type: ignore[misc]

    assert heard.subjects() == [f"m{n}" for n in range(6)]


async def test_a_mail_that_could_not_be_taken_comes_again_and_none_overtakes_it(
    inbox: Dovecot,
) -> None:
    heard = Heard()
    async with listening(inbox, heard):
        heard.failing = 3
        inbox.put(mail("first"), "1.first")
        inbox.put(mail("second"), "2.second")
        await soon(lambda: len(heard.mails) == 2, "both are heard in the end")

    assert heard.subjects() == ["first", "second"]


async def test_a_connection_that_is_cut_is_opened_again(inbox: Dovecot) -> None:
    heard = Heard()
    async with fault_proxy(f"http://127.0.0.1:{inbox.tls_port}") as wire:
        port = int(wire.url.rsplit(":", 1)[1])
        async with listening(inbox, heard, port=port):
            for n in range(3):
                wire.reset()
                inbox.put(mail(f"m{n}"), f"{n}.m")
                await soon(lambda n=n: len(heard.mails) > n, "heard after the cut")  # type: ignore[misc]
        assert wire.connections >= 4

    assert heard.subjects() == ["m0", "m1", "m2"]


async def test_a_rebuilt_mailbox_is_read_again_from_the_last_day_on(inbox: Dovecot) -> None:
    heard = Heard()
    async with listening(inbox, heard):
        inbox.put(mail("before"), "1.before")
        await soon(lambda: heard.mails, "the first is heard")
    assert heard.position is not None
    heard.position = Position(validity=1, uid=9_000, day=heard.position.day)
    inbox.put(mail("after"), "2.after")

    async with listening(inbox, heard):
        await soon(lambda: "after" in heard.subjects(), "the new one is heard all the same")

    assert heard.mails[0].ref == heard.mails[1].ref
    assert heard.position.validity != 1 and heard.position.uid == 2


async def test_our_own_mails_are_no_answers(inbox: Dovecot) -> None:
    heard = Heard()
    async with listening(inbox, heard):
        inbox.put(mail("ours", "Mara <Sales@Northwind.example>"), "1.ours")
        inbox.put(mail("theirs"), "2.theirs")
        await soon(lambda: heard.mails, "theirs is heard")

    assert heard.subjects() == ["theirs"]


async def test_a_huge_and_a_hostile_mail_do_not_stop_the_next(inbox: Dovecot) -> None:
    heard = Heard()
    async with listening(inbox, heard):
        inbox.put(mail("huge") + b"x" * 78 + b"\n" + (b"y" * 78 + b"\n") * 60_000, "1.huge")
        inbox.put(b"\x00\xff" * 1000, "2.noise")
        inbox.put(mail("fine"), "3.fine")
        await soon(lambda: len(heard.mails) == 3, "all three are heard")

    assert heard.subjects()[::2] == ["huge", "fine"]
    assert len(heard.mails[0].text) <= 20_000


async def test_a_wrong_password_is_said_and_never_hammered(inbox: Dovecot) -> None:
    heard = Heard()
    mailbox = watching(inbox, heard, password="not it")
    with pytest.raises(GatewayTrouble, match=r"email\.inbox\.password: 127\.0\.0\.1 refused"):
        await mailbox.check()
    await mailbox.close()


async def test_the_check_says_what_works(inbox: Dovecot) -> None:
    mailbox = watching(inbox, Heard())
    assert await mailbox.check() == "127.0.0.1 answers, INBOX can be read."
    await mailbox.close()


async def test_a_certificate_nobody_vouches_for_is_said(inbox: Dovecot) -> None:
    mailbox = Mailbox(
        Inbox(host="127.0.0.1", port=inbox.tls_port, user=inbox.user),
        lambda: asyncio.sleep(0, imap.PASSWORD),
        heard=Heard().take,
        keep=Heard().keep,
        position=None,
        ours=OURS,
        now=lambda: NOW,
    )
    with pytest.raises(GatewayTrouble, match=r"email\.inbox\.ca_file"):
        await mailbox.check()
    await mailbox.close()


async def test_the_end_does_not_wait_for_a_server_that_hangs(inbox: Dovecot) -> None:
    async with fault_proxy(f"http://127.0.0.1:{inbox.tls_port}") as wire:
        mailbox = watching(inbox, Heard(), port=int(wire.url.rsplit(":", 1)[1]))
        mailbox.start()
        await soon(lambda: not mailbox.trouble, "the mailbox is open")
        wire.up = wire.down = False

        async with asyncio.timeout(20):  # a server has thirty seconds for each answer
            await mailbox.close()


async def test_the_whole_way_a_mail_a_bounce_and_a_vacation_note() -> None:
    """exim sends and returns, dovecot serves what came back."""
    with smtp.exim() as mta, dovecot(mta.home / "mail") as rig:
        heard = Heard()

        async def password() -> str:
            return smtp.PASSWORD

        server = Server(
            host="127.0.0.1", port=mta.port, user=smtp.USER, secret=password, ca_file=str(mta.ca)
        )
        sender = Smtp(server, Sender(address=smtp.COMPANY, team="Northwind"), now=lambda: NOW)
        async with listening(rig, heard):
            for name, to in (("b1", smtp.BOUNCES), ("v1", smtp.AWAY)):
                letter = Letter(
                    id=name,
                    to=to,
                    text="Hello",
                    subject="Hi",
                    message_id=f"{name}@northwind.example",
                )
                assert isinstance(await sender.send(letter), Sent)
            await soon(lambda: len(heard.mails) == 2, "both came back")

    back = {mail.about: mail for mail in heard.mails}
    assert (back["bounce"].failed_to, back["bounce"].final) == (smtp.BOUNCES, True)
    assert back["bounce"].in_reply_to[0] == "b1@northwind.example"
    assert back["away"].from_ == smtp.AWAY
    assert back["away"].in_reply_to == ("v1@northwind.example",)


async def test_a_mailbox_is_read_with_a_token_and_a_stale_one_is_renewed() -> None:
    async with oauth_server() as provider:
        provider.refresh = "r0"
        with dovecot(tokens=f"{provider.url}/tokeninfo") as rig:
            where = endpoints("microsoft", base=provider.url)
            account = SignedIn(where, Client(id=CLIENT), Kept("r0"), lambda: NOW)
            heard = Heard()
            mailbox = watching(rig, heard, secret=account)
            mailbox.start()
            await soon(lambda: not mailbox.trouble, "the mailbox is open")
            await mailbox.close()
            provider.issued += 1  # it forgets the token, and with it what the mailbox holds

            again = watching(rig, heard, secret=account)
            assert await again.check() == "127.0.0.1 answers, INBOX can be read."
            again.start()
            rig.put(mail("one"), "1.one")
            await soon(lambda: heard.mails, "the reply is heard")
            await again.close()
            provider.revoke()
            ended = watching(rig, heard, secret=account)
            with pytest.raises(GatewayTrouble, match="Sign in again"):
                await ended.check()
            await ended.close()

    assert heard.subjects() == ["one"]
