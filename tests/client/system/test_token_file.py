"""The file of tokens: for its user alone, and never half written."""

import stat
from pathlib import Path

import pytest

from client.ports import Secrets, SecretsUnavailable
from client.system.token_file import FileSecrets


async def test_tokens_are_kept_in_a_file_only_the_user_can_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tokens.json"
    kept: Secrets = FileSecrets(path)
    assert await kept.get("a") is None
    await kept.set("a", "dvt_1")
    await kept.set("b", "dvt_2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await kept.delete("a")
    await kept.delete("a")
    assert await FileSecrets(path).get("a") is None
    assert await FileSecrets(path).get("b") == "dvt_2"
    assert [file.name for file in path.parent.iterdir()] == ["tokens.json"]


async def test_a_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    await FileSecrets(path).set("a", "dvt_1")
    path.chmod(0o644)
    with pytest.raises(SecretsUnavailable, match="chmod 600"):
        await FileSecrets(path).get("a")


async def test_a_broken_file_is_reported_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.touch(mode=0o600)
    path.write_text('["no"]')
    with pytest.raises(SecretsUnavailable, match="Mend or remove"):
        await FileSecrets(path).set("a", "dvt_1")
    assert path.read_text() == '["no"]'
