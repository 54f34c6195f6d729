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
    written = (file or DEFAULT_FILE).read_bytes()
    try:
        text = written.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as wrong:
        line = written.count(b"\n", 0, wrong.start) + 1
        raise playbook_file.PlaybookError("this is not UTF-8 text", line=line) from None
    return Policies(playbook_file.load(text))
