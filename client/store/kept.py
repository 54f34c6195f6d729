"""What a desk was when it stopped, as values: no database is loaded to speak of it."""

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.protocol.messages import Cursor, Pickup, Ready, Times
from client.armed import Mode
from client.pending import Act

REVISION = "0002_result_kind"
"""The newest revision of the store; a test holds it to the files in `migrations/versions/`."""
READY, PRESENCE, TIMES, PICKUP, ZONE = "ready", "presence", "times", "pickup", "zone_told"


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
