"""`python -m hub gateway`, as its operator meets it: no hub is running."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rigs.carrier_server import ACCOUNT, NUMBER, TOKEN, CarrierProcess, carrier_process
from tests.rigs.kannel import PASSWORD, USER, kannel
from tests.rigs.processes import until
from tests.rigs.session import Session

ROOT = Path(__file__).parents[3]
ME = "+14155550188"


@pytest.fixture
def network(tmp_path: Path) -> Iterator[CarrierProcess]:
    with carrier_process(tmp_path) as running:
        yield running


def gateway(
    *arguments: str, typed: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", "gateway", *arguments],
        cwd=ROOT,
        input=typed,
        env={**(env if env is not None else os.environ), "TOKEN": TOKEN},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def settings(folder: Path, url: str, token: str = '{ env = "TOKEN" }') -> str:
    (folder / "gateways.toml").write_text(
        f'[sms]\nkind = "twilio"\naccount = "{ACCOUNT}"\ntoken = {token}\n'
        f'from = "{NUMBER}"\nbase_url = "{url}"\n'
    )
    return str(folder)


def test_what_is_set_up_is_listed(tmp_path: Path) -> None:
    told = gateway("list", "--data", settings(tmp_path, "https://api.example.com"))
    assert told.returncode == 0
    assert f"sms        twilio at https://api.example.com, from {NUMBER}\n" in told.stdout
    assert "email      not set up\n" in told.stdout


def test_kannels_own_setting_is_told(tmp_path: Path) -> None:
    (tmp_path / "gateways.toml").write_text(
        '[sms]\nkind = "kannel"\nuser = "x"\npassword = { env = "PW" }\n'
        f'from = "{NUMBER}"\nbase_url = "http://127.0.0.1:13013"\n'
    )
    told = gateway("list", "--data", str(tmp_path))
    assert "get-url ends in ?from=%q&to=%Q&text=%b&id=%I&coding=%c&charset=%C\n" in told.stdout


def test_a_text_gateway_is_tried_and_sends_one_real_text(
    network: CarrierProcess, tmp_path: Path
) -> None:
    data = settings(tmp_path, network.url)
    told = gateway("test", "sms", "--data", data)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == "ok   Twilio accepts the account and its number.\n"
    assert network.taken() == []
    network.set(tells=True)
    told = gateway("test", "sms", "--to", "+15010030003", "--data", data)
    (one,) = network.taken()
    assert (one.to, one.from_) == ("+15010030003", NUMBER)
    assert f"took it, and calls it {one.sid}" in told.stdout
    assert told.stdout.endswith("BAD  Their phone is off or out of reach. Call or mail instead.\n")
    assert gateway("test", "sms", "--to", ME, "--data", data).stdout.endswith(
        "ok   It was delivered.\n"
    )


def test_a_text_that_is_refused_is_told_with_its_reason(
    network: CarrierProcess, tmp_path: Path
) -> None:
    data = settings(tmp_path, network.url)
    told = gateway("test", "sms", "--to", "+15005550004", "--data", data)
    assert told.returncode == 1
    assert "They have told us to stop texting them. (21610)" in told.stdout


def test_a_wrong_token_fails_naming_the_field_and_not_the_token(
    network: CarrierProcess, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("wrong-token-5d1\n")
    (tmp_path / "token").chmod(0o600)
    data = settings(tmp_path, network.url, '{ file = "token" }')
    told = gateway("test", "sms", "--data", data)
    assert told.returncode == 1
    assert told.stderr.startswith("sms.token: Twilio does not accept this account and token.")
    assert "5d1" not in told.stdout + told.stderr


def test_kannel_is_tried_and_texts_for_real(tmp_path: Path) -> None:
    with kannel(tmp_path / "kannel") as smsc:
        (tmp_path / "gateways.toml").write_text(
            f'[sms]\nkind = "kannel"\nuser = "{USER}"\npassword = {{ env = "PW" }}\n'
            f'from = "{NUMBER}"\nbase_url = "{smsc.url}"\n'
        )
        env = {**os.environ, "PW": PASSWORD}
        told = gateway("test", "sms", "--to", ME, "--data", str(tmp_path), env=env)
        assert told.returncode == 0
        assert "Kannel keeps no list" in told.stdout
        until(smsc.received, "the network has it")
        assert [each.to for each in smsc.received()] == [ME]


def test_a_secret_is_put_into_the_file_the_settings_name(
    network: CarrierProcess, tmp_path: Path
) -> None:
    data = settings(tmp_path, network.url, '{ file = "token.secret" }')
    told = gateway("secret", "sms.token", "--data", data, typed=TOKEN + "\n")
    assert (told.returncode, told.stdout) == (0, "Kept sms.token.\n")
    assert stat.S_IMODE((tmp_path / "token.secret").stat().st_mode) == 0o600
    assert gateway("test", "sms", "--data", data).returncode == 0


@pytest.mark.real
def test_a_secret_is_put_into_the_keyring_and_used_from_there(
    network: CarrierProcess, tmp_path: Path, open_keyring: Session
) -> None:
    data = settings(tmp_path, network.url, '{ keyring = "carrier" }')
    told = gateway("test", "sms", "--data", data, env=open_keyring.env)
    assert told.returncode == 1
    assert "gateway secret carrier" in told.stderr
    told = gateway("secret", "carrier", typed=TOKEN + "\n", env=open_keyring.env)
    assert told.returncode == 0
    assert TOKEN not in told.stdout
    assert gateway("test", "sms", "--data", data, env=open_keyring.env).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["test", "sms"], 2, "--data DIR or --gateways FILE"),
        (["test", "sms", "--data", "/nowhere"], 1, "no gateway is set up"),
        (["secret", "sms.form", "--data", "HERE"], 2, "not a secret"),
        (["secret", "sms.token", "--data", "HERE"], 1, "nothing was given"),
        (["test", "call", "--data", "HERE"], 1, "call is not set up"),
        (["signin", "--data", "HERE"], 1, "Nothing to sign in to"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, arguments: list[str], status: int, said: str
) -> None:
    data = settings(tmp_path, "https://api.example.com", '{ file = "token" }')
    told = gateway(*(data if word == "HERE" else word for word in arguments))
    assert (told.returncode, told.stdout) == (status, "")
    assert said in told.stderr


def test_a_mistake_in_the_settings_is_told_in_one_line(tmp_path: Path) -> None:
    data = settings(tmp_path, "https://api.example.com", '"hunter2"')
    told = gateway("list", "--data", data)
    assert told.returncode == 2
    assert told.stderr.startswith("gateways.toml, line 4, sms.token: a secret is never written")
    assert "hunter2" not in told.stderr
    assert len(told.stderr.splitlines()) == 1
