"""Pairing with a real hub, and what is said when it does not work."""

from pathlib import Path

import pytest

from client.address import BadAddress
from client.ports import SecretsUnavailable
from client.profile import Account, Profile
from client.sign_in import SignInRefused, pair, sign_out, tidy_code
from tests.fakes import NOON, FakeSecrets
from tests.hub_process import HubProcess, shared_hub

__all__ = ["shared_hub"]


async def paired(hub: HubProcess, code: str, folder: Path, secrets: FakeSecrets) -> Account:
    return await pair(
        hub.url,
        code,
        device_name="a test",
        install="i-1",
        now=NOON,
        profile=Profile(folder),
        secrets=secrets,
    )


async def test_a_code_becomes_an_account_and_its_token_is_kept_apart(
    shared_hub: HubProcess, tmp_path: Path
) -> None:
    secrets = FakeSecrets()
    code = shared_hub.invite("Anna")
    account = await paired(shared_hub, f"  {code.lower()} ", tmp_path, secrets)
    assert (account.rep_name, account.role, account.team_name) == ("Anna", "rep", "West")
    assert Profile(tmp_path).current() == account
    token = secrets.tokens[account.key]
    private(tmp_path, token)


def private(folder: Path, token: str) -> None:
    """Only its user may look, and there is no token to be seen."""
    index = folder / "accounts.json"
    assert token not in index.read_text()
    assert index.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_wrong_code_is_refused_in_words(shared_hub: HubProcess, tmp_path: Path) -> None:
    with pytest.raises(SignInRefused) as refused:
        await paired(shared_hub, "AAAA-AAAA", tmp_path, FakeSecrets())
    assert refused.value.code
    assert str(refused.value).endswith(".")
    assert Profile(tmp_path).current() is None


async def test_without_a_place_for_the_token_there_is_no_account(
    shared_hub: HubProcess, tmp_path: Path
) -> None:
    secrets = FakeSecrets()
    secrets.trouble = SecretsUnavailable("The keyring is locked.")
    with pytest.raises(SecretsUnavailable):
        await paired(shared_hub, shared_hub.invite("Ben"), tmp_path, secrets)
    assert Profile(tmp_path).current() is None


async def test_several_accounts_live_side_by_side_and_the_last_one_is_current(
    shared_hub: HubProcess, tmp_path: Path
) -> None:
    secrets = FakeSecrets()
    first = await paired(shared_hub, shared_hub.invite("Cara"), tmp_path, secrets)
    second = await paired(shared_hub, shared_hub.invite("Dan"), tmp_path, secrets)
    profile = Profile(tmp_path)
    assert profile.accounts() == (second, first)
    assert profile.store_file(first) != profile.store_file(second)
    await sign_out(second, profile=profile, secrets=secrets)
    assert profile.current() == first
    assert set(secrets.tokens) == {first.key}


@pytest.mark.parametrize("url", ["http://hub.example.com", "nonsense://x"])
async def test_no_code_is_sent_in_the_clear(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadAddress):
        await pair(
            url, "AAAA-AAAA", device_name="a", install="i", now=NOON,
            profile=Profile(tmp_path), secrets=FakeSecrets(),
        )  # fmt: skip


async def test_an_address_where_nobody_answers_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(SignInRefused, match="cannot be reached"):
        await pair(
            "http://127.0.0.1:9", "AAAA-AAAA", device_name="a", install="i", now=NOON,
            profile=Profile(tmp_path), secrets=FakeSecrets(),
        )  # fmt: skip


def test_a_damaged_index_counts_as_none(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    (tmp_path / "accounts.json").write_bytes(b"{")
    assert profile.accounts() == ()


def test_a_code_is_read_as_it_was_pasted() -> None:
    assert tidy_code(" 7kq2-m9xd\n") == "7KQ2-M9XD"
