"""Mail with a token instead of a password, and answers a real server gives too seldom to test."""

from collections.abc import AsyncIterator

import pytest

from hub.gateways.oauth import Client, SignedIn, endpoints
from hub.gateways.port import GatewayTrouble, Letter, Refused, Sent, Unknown
from hub.gateways.smtp import Sender, Smtp
from hub.gateways.smtp_session import Server
from tests.hub.gateways.test_oauth import Clock, Kept
from tests.rigs.oauth_server import CLIENT, OauthServer, oauth_server
from tests.rigs.token_smtp import TokenSmtp, token_smtp

USER = "sales@northwind.example"


@pytest.fixture
async def provider() -> AsyncIterator[OauthServer]:
    async with oauth_server() as running:
        running.refresh = "r0"
        yield running


@pytest.fixture
async def server(provider: OauthServer) -> AsyncIterator[TokenSmtp]:
    async with token_smtp(provider.valid, USER) as running:
        yield running


@pytest.fixture
def mail(provider: OauthServer, server: TokenSmtp) -> Smtp:
    clock = Clock()
    where = endpoints("microsoft", base=provider.url)
    account = SignedIn(where, Client(id=CLIENT), Kept("r0"), clock.now)
    host = Server(host="127.0.0.1", port=server.port, tls="none", user=USER, secret=account)
    return Smtp(host, Sender(address=USER, team="Northwind"), clock.now)


def letter(to: str = "ann@lead.example") -> Letter:
    return Letter(id="m1", to=to, text="Hello", subject="Hi", message_id="m1@northwind.example")


async def test_a_mail_goes_out_with_a_token(mail: Smtp, server: TokenSmtp) -> None:
    assert await mail.send(letter()) == Sent(ref="m1@northwind.example")
    assert (
        await mail.check()
        == f"127.0.0.1 answers: not encrypted, on this machine, signed in as {USER}."
    )
    assert len(server.mails) == 1 and server.tries == ["access-1", "access-1"]


async def test_a_token_that_is_stale_is_fetched_anew_once_and_the_mail_goes(
    mail: Smtp, server: TokenSmtp, provider: OauthServer
) -> None:
    await mail.send(letter())
    provider.issued += 1  # the provider forgot the token, but not the sign-in

    assert isinstance(await mail.send(letter()), Sent)

    assert server.tries == ["access-1", "access-1", "access-3"]
    assert server.empty_lines == 1


async def test_a_server_that_refuses_the_new_token_too_is_not_asked_a_third_time(
    mail: Smtp, server: TokenSmtp
) -> None:
    server._good = lambda token: False

    outcome = await mail.send(letter())

    assert isinstance(outcome, Refused)
    assert outcome.code == "535 5.7.8" and outcome.again_s is None
    assert server.tries == ["access-1", "access-2"] and server.empty_lines == 2


async def test_an_ended_sign_in_is_refused_with_what_to_do(
    mail: Smtp, provider: OauthServer
) -> None:
    provider.revoke()

    outcome = await mail.send(letter())

    assert isinstance(outcome, Refused) and outcome.again_s is None
    assert "Sign in again: python -m hub gateway signin" in outcome.why
    with pytest.raises(GatewayTrouble, match="Sign in again"):
        await mail.check()


async def test_a_provider_that_is_down_is_tried_again_later(
    mail: Smtp, provider: OauthServer
) -> None:
    provider.down = True

    outcome = await mail.send(letter())

    assert isinstance(outcome, Refused) and outcome.again_s == 60


async def test_a_password_where_none_is_taken_any_more_is_told_as_such(
    mail: Smtp, server: TokenSmtp
) -> None:
    server.mail_answer = "550 5.7.30 Basic authentication is not supported for Client Submission."

    outcome = await mail.send(letter())

    assert isinstance(outcome, Refused) and outcome.code == "550 5.7.30"
    assert 'auth = "xoauth2"' in outcome.why


@pytest.mark.parametrize(
    ("answer", "kind", "again_s"),
    [
        ("421 4.3.2 Shutting down", Refused, 60),
        ("452 4.2.2 Over quota", Refused, 300),
        ("550 5.7.26 Unauthenticated mail", Refused, None),
        ("354 What?", Unknown, None),
        ("two hundred and fifty", Unknown, None),
    ],
)
async def test_the_answer_to_the_final_dot_decides(
    mail: Smtp, server: TokenSmtp, answer: str, kind: type, again_s: int | None
) -> None:
    server.answer = answer

    outcome = await mail.send(letter())

    assert isinstance(outcome, kind)
    assert getattr(outcome, "again_s", None) == again_s


async def test_an_address_the_server_cannot_write_to_is_refused(mail: Smtp) -> None:
    outcome = await mail.send(letter("jürgen@lead.example"))

    assert isinstance(outcome, Refused) and outcome.code == "smtputf8"


async def test_a_server_without_tokens_is_told_to_the_operator(
    mail: Smtp, server: TokenSmtp
) -> None:
    async def password() -> str:
        return "pw"

    plain = Smtp(
        Server(host="127.0.0.1", port=server.port, tls="none", user=USER, secret=password),
        Sender(address=USER),
        Clock().now,
    )

    with pytest.raises(GatewayTrouble, match=r"email\.auth: 127\.0\.0\.1 takes no password"):
        await plain.check()
