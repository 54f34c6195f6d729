"""What rules need besides the lead, and what they answer with."""

from collections.abc import Mapping

from msgspec import Struct

from app.domain.bounds import Choose
from app.domain.facts import Fact
from app.domain.playbook import Playbook
from app.domain.refusals import Refused

Decision = tuple[Fact, ...] | Refused


class Policy(Struct, frozen=True, kw_only=True):
    """The playbook, and the names of the team's reps by id (needed to assign; may be empty
    else). `choose` picks times inside the bounds; None (a desk without the hub): the cadence's
    first fitting moment."""

    playbook: Playbook
    roster: Mapping[str, str]
    choose: Choose | None = None
