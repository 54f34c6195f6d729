"""The keyring as it is met in the wild: open, locked, absent, silent, and not a keyring at all."""

import gc
import signal
import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as Forgetful

from client.ports import Secrets, SecretsUnavailable
from client.system.keychain import Keychain, MemorySecrets
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.processes import until
from tests.rigs.session import Session

pytestmark = [
    pytest.mark.real,
    # SecretStorage leaves its socket to the collector when the collection is locked.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library keeps what it once found."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    yield
    gc.collect()  # what the library leaves open is said here, and not in another test


async def test_a_token_is_kept_in_the_real_keyring_and_forgotten_on_wish(
    open_keyring: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_keyring.enter(monkeypatch)
    chain: Secrets = patient()
    assert await chain.get("hub/rep") is None
    await chain.set("hub/rep", "dvt_1")
    await chain.set("hub/other", "dvt_2")
    assert await patient().get("hub/rep") == "dvt_1"
    await chain.delete("hub/rep")
    await chain.delete("hub/rep")
    assert await chain.get("hub/rep") is None
    assert await chain.get("hub/other") == "dvt_2"


async def test_a_locked_keyring_is_named_with_what_to_do(
    closed_keyring: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_keyring.enter(monkeypatch)
    with pytest.raises(SecretsUnavailable, match=r"locked.*Unlock it"):
        await patient().set("hub/rep", "dvt_1")


async def test_no_session_bus_is_named_with_what_to_do(
    no_bus: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_bus.enter(monkeypatch)
    with pytest.raises(SecretsUnavailable, match=r"no keyring.*Install one"):
        await patient().get("hub/rep")


async def test_a_keyring_that_hangs_costs_the_limit_once_and_is_used_when_it_answers(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unlocked_keyring(session) as daemon:
        session.enter(monkeypatch)
        await patient().set("hub/rep", "dvt_1")
        chain = Keychain(limit_s=0.5)
        daemon.send_signal(signal.SIGSTOP)
        with pytest.raises(SecretsUnavailable, match=r"did not answer within 0\.5 s"):
            await chain.get("hub/rep")
        hangs = until(lambda: len(asking()) == 1 and asking(), "one hangs, and the caller goes on")
        with pytest.raises(SecretsUnavailable, match="did not answer within"):
            await chain.get("hub/rep")
        assert asking() == hangs, "no second thread joins the one that hangs"
        daemon.send_signal(signal.SIGCONT)
        assert await _get_when_it_is_back(chain) == "dvt_1"


def patient() -> Keychain:
    """For whom a busy machine is not a keyring that hangs."""
    return Keychain(limit_s=60)


def asking() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "keyring"]


async def _get_when_it_is_back(chain: Keychain) -> str | None:
    thread = chain._ask._last
    assert thread is not None
    thread.join(60)
    chain._ask._limit_s = 60
    return await chain.get("hub/rep")


def forgetful() -> KeyringBackend:
    ring: KeyringBackend = Forgetful()  # type: ignore[no-untyped-call]
    return ring


class Chain:
    """As keyring's chainer: others behind one face."""

    def __init__(self, *backends: KeyringBackend) -> None:
        self.backends = backends


async def test_a_keyring_that_protects_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for ring in (forgetful(), Chain(forgetful())):
        monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
        with pytest.raises(SecretsUnavailable, match="unprotected"):
            await patient().set("hub/rep", "dvt_1")


async def test_plain_text_of_keyrings_alt_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = type("PlaintextKeyring", (Forgetful,), {"__module__": "keyrings.alt.file"})
    monkeypatch.setattr(keyring.core, "_keyring_backend", plain())
    with pytest.raises(SecretsUnavailable, match=r"keyrings\.alt\.file"):
        await patient().get("hub/rep")


async def test_memory_keeps_a_token_for_this_run_only() -> None:
    kept: Secrets = MemorySecrets()
    await kept.set("hub/rep", "dvt_1")
    assert await kept.get("hub/rep") == "dvt_1"
    await kept.delete("hub/rep")
    assert await kept.get("hub/rep") is None
    assert await MemorySecrets().get("hub/rep") is None
