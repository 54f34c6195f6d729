"""What a desk was when it stopped, as values: no database is loaded to speak of it."""

from typing import cast

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Written
from app.protocol.messages import Cursor, Pickup, Ready, Times
from client.armed import Mode
from client.drafts import Kept as Draft
from client.drafts import Key
from client.pending import Act

REVISION = "0002_result_kind"
"""The newest revision of the store; a test holds it to the files in `migrations/versions/`."""
READY, PRESENCE, TIMES, PICKUP, ZONE = "ready", "presence", "times", "pickup", "zone_told"
DRAFT = "draft:"
"""How the names of drafts begin: `draft:sms:LEAD`."""


class SavedPresence(Struct, frozen=True):
    mode: Mode = "on"
    until: Ms | None = None


class Mirrored(Struct):
    """The mirror as it was left."""

    cursors: dict[str, Cursor]
    leads: dict[str, Lead]
    streams: dict[str, str]
    """Lead id -> stream."""


class Kept(Struct):
    """Everything a desk was when it stopped."""

    mirrored: Mirrored
    acts: list[Act]
    told: set[str]
    ready: Ready | None
    presence: SavedPresence
    times: Times | None = None
    pickup: Pickup | None = None
    zone_told: str = ""
    """The zone of its clock that this desk told the hub."""
    drafts: dict[Key, Draft] = {}


def draft_name(lead: str, channel: Written) -> str:
    return f"{DRAFT}{channel}:{lead}"


def draft_key(name: str) -> Key | None:
    """Whose draft is kept under `name`; None where no draft is."""
    _, channel, lead = (*name.split(":", 2), "", "")[:3]
    return (lead, cast(Written, channel)) if channel in ("sms", "email") and lead else None
