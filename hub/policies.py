"""Which playbook a team plays by. Reading the file is `app.domain.playbook_file`."""

from collections.abc import Mapping
from pathlib import Path

from app.domain import playbook_file
from app.domain.playbook import Playbook

DEFAULT_FILE = Path(__file__).parent.parent / "resources" / "playbooks" / "default.toml"


class Policies:
    """`default` for every team that has none of its own (`own`, by team id)."""

    def __init__(self, default: Playbook, own: Mapping[str, Playbook] | None = None) -> None:
        self.default = default
        self.own = dict(own or {})

    def playbook(self, team: str) -> Playbook:
        return self.own.get(team, self.default)


def load_policies(file: Path | None = None) -> Policies:
    """From `file`, or the playbook that ships. Raises PlaybookError (line and key) and OSError."""
    return Policies(playbook_file.load((file or DEFAULT_FILE).read_text(encoding="utf-8")))
