"""What rules need besides the lead, and what they answer with."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from app.domain.bounds import Choose
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.playbook import Playbook
from app.domain.refusals import Refused
from app.domain.touch import Channel

Decision = tuple[Fact, ...] | Refused


class Cover(Struct, frozen=True, kw_only=True):
    """Who is there to answer. `here`: a desk rings. `at`: when the next shift begins, None while
    somebody on shift is there, or where nobody says; `names`: who is on then, by rep id.
    `promised`: the calls promised from then on already."""

    here: bool = True
    at: Ms | None = None
    names: Mapping[str, str] = {}
    promised: tuple[Ms, ...] = ()
    team: str = ""
    """Its name, for the words."""


class Policy(Struct, frozen=True, kw_only=True):
    """The playbook, and the names of the team's reps by id (needed to assign; may be empty
    else). `choose` picks times inside the bounds; None (a desk without the hub): the cadence's
    first fitting moment. The rest only the hub knows, and only messages ask."""

    playbook: Playbook
    roster: Mapping[str, str]
    choose: Choose | None = None
    gateways: frozenset[Channel] = frozenset()
    """What the hub itself can send."""
    suppressed: Callable[[Channel, str], str] | None = None
    """Why the hub's list says no to this number or address; "" where it does not."""
    cover: Callable[[], Cover] = Cover
    """Asked only where an enquiry may have to be answered automatically."""
    good_time: bool = False
    """The hub can put links to choose a time into messages."""
