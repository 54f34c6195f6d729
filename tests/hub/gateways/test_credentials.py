"""Where a gateway's secrets are kept, and what is said when one cannot be read."""

import asyncio
import gc
import os
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as Forgetful

from hub.gateways.credentials import Credentials, Key
from hub.gateways.port import GatewayTrouble
from hub.gateways.settings import Secret
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.session import Session

# SecretStorage leaves its socket to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

FIELD = "sms.token"
VALUE = "s3cret-äß-91c"


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library keeps what it once found."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    yield
    gc.collect()  # what the library leaves open is said here, and not in another test


def file(folder: Path, mode: int = 0o600, text: str = VALUE + "\n") -> Secret:
    (folder / "token").write_text(text, "utf-8")
    (folder / "token").chmod(mode)
    return Secret(file="token")


async def test_a_secret_of_the_environment_is_read(tmp_path: Path) -> None:
    secrets = Credentials(tmp_path, {"TOKEN": f" {VALUE}\n"})
    assert await secrets.read(Secret(env="TOKEN"), FIELD) == VALUE


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}, {"TOKEN": "  "}])
async def test_a_missing_one_is_named_with_its_field(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with pytest.raises(GatewayTrouble, match=r"^sms\.token: .*TOKEN is not set"):
        await Credentials(tmp_path, environ).read(Secret(env="TOKEN"), FIELD)


@pytest.mark.parametrize("mode", [0o600, 0o400])
async def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    assert await Credentials(tmp_path).read(file(tmp_path, mode), FIELD) == VALUE


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
async def test_a_file_others_may_read_is_refused_with_what_to_run(
    tmp_path: Path, mode: int
) -> None:
    with pytest.raises(GatewayTrouble) as wrong:
        await Credentials(tmp_path).read(file(tmp_path, mode), FIELD)
    assert str(wrong.value).startswith("sms.token: ")
    command = str(wrong.value).partition("Run: ")[2]
    assert command == f"chmod 600 {tmp_path}/token"
    assert VALUE not in str(wrong.value)
    (tmp_path / "token").chmod(0o600)
    assert await Credentials(tmp_path).read(Secret(file="token"), FIELD) == VALUE


@pytest.mark.parametrize("text", ["", " \n"])
async def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, text: str) -> None:
    with pytest.raises(GatewayTrouble, match=r"^sms\.token: .*empty"):
        await Credentials(tmp_path).read(file(tmp_path, text=text), FIELD)


async def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(GatewayTrouble, match="No such file"):
        await Credentials(tmp_path).read(Secret(file="nowhere"), FIELD)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "bytes").chmod(0o600)
    with pytest.raises(GatewayTrouble, match="not text"):
        await Credentials(tmp_path).read(Secret(file="bytes"), FIELD)


async def test_a_written_file_is_its_owners_alone_whoever_made_it_before(tmp_path: Path) -> None:
    place = file(tmp_path, 0o666, "old")
    secrets = Credentials(tmp_path)
    await secrets.write(place, FIELD, VALUE)
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert await secrets.read(place, FIELD) == VALUE
    assert os.listdir(tmp_path) == ["token"]


async def test_nothing_is_kept_in_the_environment(tmp_path: Path) -> None:
    with pytest.raises(GatewayTrouble, match="environment"):
        await Credentials(tmp_path).write(Secret(env="TOKEN"), FIELD, VALUE)


async def test_a_folder_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(GatewayTrouble, match="cannot be written"):
        await Credentials(tmp_path / "gone").write(Secret(file="token"), FIELD, VALUE)


@pytest.mark.real
@pytest.mark.usefixtures("anew")
async def test_a_secret_is_kept_in_the_real_keyring(
    open_keyring: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_keyring.enter(monkeypatch)
    secrets, place = Credentials(tmp_path, limit_s=60), Secret(keyring="twilio")
    with pytest.raises(GatewayTrouble, match="gateway secret twilio"):
        await secrets.read(place, FIELD)
    await secrets.write(place, FIELD, VALUE)
    assert await secrets.read(place, FIELD) == VALUE


@pytest.mark.real
@pytest.mark.usefixtures("anew")
async def test_without_any_keyring_other_places_are_named(
    no_bus: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_bus.enter(monkeypatch)
    with pytest.raises(GatewayTrouble, match=r"^sms\.token: .*file = .*env = "):
        await Credentials(tmp_path).read(Secret(keyring="twilio"), FIELD)


@pytest.mark.real
@pytest.mark.usefixtures("anew")
async def test_a_keyring_that_never_answers_is_given_up(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with unlocked_keyring(session) as daemon:
        session.enter(monkeypatch)
        secrets, place = Credentials(tmp_path, limit_s=0.5), Secret(keyring="twilio")
        daemon.send_signal(signal.SIGSTOP)
        with pytest.raises(GatewayTrouble, match=r"did not answer within 0\.5 seconds"):
            await secrets.read(place, FIELD)
        daemon.send_signal(signal.SIGCONT)
        for thread in threading.enumerate():
            if thread.name == "keyring":
                await asyncio.to_thread(thread.join, 10)


@pytest.mark.usefixtures("anew")
async def test_a_keyring_that_forgets_is_refused(tmp_path: Path) -> None:
    keyring.set_keyring(Forgetful())  # type: ignore[no-untyped-call]
    with pytest.raises(GatewayTrouble, match="unprotected"):
        await Credentials(tmp_path).write(Secret(keyring="twilio"), FIELD, VALUE)


async def test_a_key_is_read_when_it_is_needed_and_once(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    key = Key(Credentials(tmp_path, environ), Secret(env="TOKEN"), FIELD)
    with pytest.raises(GatewayTrouble):
        await key()
    environ["TOKEN"] = VALUE
    assert await key() == VALUE
    environ.clear()
    assert await key() == VALUE
