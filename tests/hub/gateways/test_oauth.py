"""Signing in by device code and staying signed in, against a provider on loopback."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import pytest

from hub.gateways.oauth import Client, SignedIn, SignInDown, endpoints, sign_in
from hub.gateways.port import GatewayTrouble
from tests.rigs.oauth_server import CLIENT, USER_CODE, OauthServer, oauth_server

USER = "sales@northwind.example"
Provider = Literal["google", "microsoft"]


@pytest.fixture
async def provider() -> AsyncIterator[OauthServer]:
    async with oauth_server() as running:
        yield running


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now_ms = 1_795_000_000_000
        self.waits: list[float] = []

    def now(self) -> int:
        return self.now_ms

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now_ms += round(seconds * 1000)


class Kept:
    """Where the refresh token is kept."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    async def load(self) -> str:
        if not self.token:
            raise GatewayTrouble("email.refresh_token: nothing is kept there. Sign in first.")
        return self.token

    async def save(self, token: str) -> None:
        self.token = token


async def signing_in(
    provider: OauthServer, kept: Kept, clock: Clock, which: Provider = "microsoft"
) -> list[str]:
    said: list[str] = []
    where = endpoints(which, base=provider.url)
    await sign_in(where, Client(id=CLIENT), kept, USER, said.append, clock.now, clock.wait)
    return said


def signed_in(provider: OauthServer, kept: Kept, clock: Clock) -> SignedIn:
    where = endpoints("microsoft", base=provider.url)
    return SignedIn(where, Client(id=CLIENT), kept, clock.now)


@pytest.mark.parametrize("which", ["google", "microsoft"])
async def test_a_code_entered_in_a_browser_signs_the_hub_in(
    provider: OauthServer, which: Provider
) -> None:
    provider.google = which == "google"
    provider.answers = ["authorization_pending"] * 3
    kept, clock = Kept(), Clock()

    said = await signing_in(provider, kept, clock, which)

    assert kept.token == provider.refresh != ""
    assert clock.waits == [5, 5, 5, 5]
    assert "https://sign.in.example/device" in said[0] and USER_CODE in said[0]
    assert USER in said[1] and said[-1] == f"Signed in with {which.title()} as {USER}."
    assert "access-" not in "".join(said) and "refresh-" not in "".join(said)


async def test_a_provider_that_says_slow_down_is_asked_less_often(provider: OauthServer) -> None:
    provider.answers = ["slow_down", "authorization_pending", "slow_down"]
    clock = Clock()

    await signing_in(provider, Kept(), clock)

    assert clock.waits == [5, 10, 10, 15]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "was refused there"),
        ("expired_token", "ran out before anybody entered it"),
        ("unauthorized_client", r"email\.client_id"),
        ("<script>", "no error named"),
    ],
)
async def test_a_sign_in_that_ends_badly_says_how(
    provider: OauthServer, error: str, said: str
) -> None:
    provider.answers = ["authorization_pending", error]
    kept = Kept("the old one")

    with pytest.raises(GatewayTrouble, match=said) as told:
        await signing_in(provider, kept, Clock())

    assert kept.token == "the old one"
    assert "sales@" not in str(told.value) and "AADSTS" not in str(told.value)


async def test_a_code_nobody_enters_runs_out_by_our_own_clock_too(provider: OauthServer) -> None:
    provider.answers = ["authorization_pending"] * 1000
    clock = Clock()

    with pytest.raises(GatewayTrouble, match="ran out"):
        await signing_in(provider, Kept(), clock)

    assert sum(clock.waits) == pytest.approx(900, abs=5)


async def test_a_provider_that_gives_no_mail_by_code_is_told_as_such(provider: OauthServer) -> None:
    provider.device_error = "invalid_scope"

    with pytest.raises(GatewayTrouble, match=r'app password \(auth = "password"\)'):
        await signing_in(provider, Kept(), Clock(), "google")


async def test_a_token_is_kept_until_shortly_before_its_end(provider: OauthServer) -> None:
    provider.refresh = "r0"
    clock, kept = Clock(), Kept("r0")
    account = signed_in(provider, kept, clock)

    first = await account.token()
    await clock.wait(3600 - 121)
    assert await account.token() == first
    await clock.wait(2)
    second = await account.token()

    assert provider.valid(second) and second != first
    assert kept.token == provider.refresh == "refresh-2"


async def test_a_provider_that_does_not_rotate_leaves_the_kept_token_alone(
    provider: OauthServer,
) -> None:
    provider.refresh, provider.rotates = "r0", False
    kept = Kept("r0")

    await signed_in(provider, kept, Clock()).token()

    assert kept.token == "r0"


async def test_many_who_need_a_token_at_once_make_one_refresh(provider: OauthServer) -> None:
    provider.refresh = "r0"
    account = signed_in(provider, Kept("r0"), Clock())

    tokens = await asyncio.gather(*(account.token() for _ in range(20)))

    assert len(set(tokens)) == 1
    assert len(provider.asked) == 1


async def test_two_who_call_the_same_token_stale_make_one_refresh(provider: OauthServer) -> None:
    provider.refresh = "r0"
    account = signed_in(provider, Kept("r0"), Clock())
    old = await account.token()

    fresh = await asyncio.gather(*(account.token(stale=old) for _ in range(5)))

    assert set(fresh) == {"access-2"}
    assert len(provider.asked) == 2


async def test_an_ended_sign_in_asks_to_sign_in_again(provider: OauthServer) -> None:
    account = signed_in(provider, Kept("r0"), Clock())

    with pytest.raises(GatewayTrouble, match="Sign in again: python -m hub gateway signin") as told:
        await account.token()

    assert not isinstance(told.value, SignInDown)


async def test_a_new_sign_in_is_taken_up_without_a_restart(provider: OauthServer) -> None:
    kept = Kept("r0")
    account = signed_in(provider, kept, Clock())
    with pytest.raises(GatewayTrouble):
        await account.token()

    await signing_in(provider, kept, Clock())

    assert provider.valid(await account.token())


@pytest.mark.parametrize("how", ["down", "gone"])
async def test_a_provider_that_does_not_answer_is_no_ended_sign_in(
    provider: OauthServer, how: str
) -> None:
    provider.down = True
    where = endpoints("microsoft", base=provider.url if how == "down" else "http://127.0.0.1:1")
    account = SignedIn(where, Client(id=CLIENT), Kept("r0"), Clock().now)

    with pytest.raises(SignInDown):
        await account.token()


async def test_a_provider_that_is_away_for_a_while_does_not_end_a_sign_in(
    provider: OauthServer,
) -> None:
    provider.down = True
    clock = Clock()

    async def wait(seconds: float) -> None:
        await clock.wait(seconds)
        provider.down = len(clock.waits) < 3

    where = endpoints("microsoft", base=provider.url)
    kept = Kept()
    await sign_in(where, Client(id=CLIENT), kept, USER, lambda _: None, clock.now, wait)

    assert kept.token
    assert clock.waits == [5, 10, 20]


async def test_the_secret_google_wants_goes_with_every_question(provider: OauthServer) -> None:
    provider.refresh, provider.secret = "r0", "s3cret"

    async def secret() -> str:
        return "s3cret"

    where = endpoints("google", base=provider.url)
    account = SignedIn(where, Client(id=CLIENT, secret=secret), Kept("r0"), Clock().now)

    assert provider.valid(await account.token())


def test_a_sign_in_address_that_is_not_encrypted_is_refused() -> None:
    with pytest.raises(GatewayTrouble, match=r"email\.oauth_url"):
        SignedIn(
            endpoints("google", base="http://sign.in.example"),
            Client(id=CLIENT),
            Kept(),
            Clock().now,
        )


def test_the_addresses_are_the_documented_ones() -> None:
    google, microsoft = endpoints("google"), endpoints("microsoft", "organizations")

    assert google.device == "https://oauth2.googleapis.com/device/code"
    assert google.token == "https://oauth2.googleapis.com/token"
    base = "https://login.microsoftonline.com/organizations/oauth2/v2.0"
    assert (microsoft.device, microsoft.token) == (f"{base}/devicecode", f"{base}/token")
    assert "offline_access" in microsoft.scope
