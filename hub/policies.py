"""Which playbook a team plays by. Reading the file is `app.domain.playbook_file`."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from app.domain import playbook_file
from app.domain.ids import Ms
from app.domain.playbook import Playbook
from app.domain.rules_file import RuleError
from hub import rules

DEFAULT_FILE = Path(__file__).parent.parent / "resources" / "playbooks" / "default.toml"


class Policies:
    """`default` for every team that has none of its own (`own`, by team id)."""

    def __init__(self, default: Playbook, own: Mapping[str, Playbook] | None = None) -> None:
        self.default = default
        self.own = dict(own or {})

    def playbook(self, team: str) -> Playbook:
        return self.own.get(team, self.default)


def load_policies(file: Path | None = None, now: Ms | None = None) -> Policies:
    """From `file`, or the playbook that ships, over the rules that ship. With `now` the rules know
    the public holidays from that year on, as a hub that serves needs them; slow, so not on a loop.
    Raises PlaybookError (line and key) and OSError."""
    written = (file or DEFAULT_FILE).read_bytes()
    try:
        text = written.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as wrong:
        line = written.count(b"\n", 0, wrong.start) + 1
        raise playbook_file.PlaybookError("this is not UTF-8 text", line=line) from None
    try:
        playbook = playbook_file.load(text, rules.shipped())
        if now is not None:
            playbook = replace(playbook, rules=rules.with_holidays(playbook.rules, now))
    except RuleError as wrong:
        raise playbook_file.PlaybookError(f"rules: {wrong}") from None
    return Policies(playbook)
